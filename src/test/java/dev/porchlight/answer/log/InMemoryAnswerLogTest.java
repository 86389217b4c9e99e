package dev.porchlight.answer.log;

/** The log of a process that is alone. */
final class InMemoryAnswerLogTest extends AnswerLogContract {

  @Override
  AnswerLog log(long maxBytes) {
    return AnswerLog.inMemory(maxBytes, time);
  }
}

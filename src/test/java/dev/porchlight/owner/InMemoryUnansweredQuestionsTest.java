package dev.porchlight.owner;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.ManualScheduler;

/** The questions in memory. */
final class InMemoryUnansweredQuestionsTest extends UnansweredQuestionsContract {

  @Override
  protected UnansweredQuestions questions(int minVisitors, int days) {
    return UnansweredQuestions.inMemory(
        minVisitors, null, () -> now, new Timers(new ManualScheduler(), Runnable::run));
  }
}

package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.llm.CompletionListener;

/** Lets other packages' tests write answers as the server does. */
public final class AnswerWriters {

  private AnswerWriters() {}

  /** What appends to a log what a model writes. */
  public static CompletionListener to(AnswerLog answer) {
    return AnswerWriter.withoutCall(answer);
  }
}

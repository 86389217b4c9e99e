package dev.porchlight.testing;

import dev.porchlight.answer.QuestionListener;
import dev.porchlight.answer.QuestionOutcome;

/** Hears how questions went, and forgets it. */
public final class IgnoredQuestions implements QuestionListener {

  @Override
  public void ended(QuestionOutcome outcome) {}

  @Override
  public void unanswered(String question, String visitor, Reason reason) {}
}

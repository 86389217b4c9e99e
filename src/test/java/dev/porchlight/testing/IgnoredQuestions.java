package dev.porchlight.testing;

import dev.porchlight.answer.QuestionListener;
import dev.porchlight.answer.QuestionOutcome;
import org.jspecify.annotations.Nullable;

/** Hears how questions went, and forgets it. */
public final class IgnoredQuestions implements QuestionListener {

  @Override
  public void ended(QuestionOutcome outcome) {}

  @Override
  public void refused(String why) {}

  @Override
  public void rated(boolean helpful, @Nullable Boolean before) {}

  @Override
  public void unanswered(String question, String visitor, Reason reason) {}
}

package dev.porchlight.llm;

/** What a model is asked to write last where the site does not tell the answer. */
public final class UnansweredMark {

  public static final String TEXT = "[[unanswered]]";

  private UnansweredMark() {}
}

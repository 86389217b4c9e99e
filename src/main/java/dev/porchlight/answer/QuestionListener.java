package dev.porchlight.answer;

import org.jspecify.annotations.Nullable;

/** Hears how questions went, for the owner. Called on any thread; must not block. */
public interface QuestionListener {

  /** Why a question counts as not answered. */
  enum Reason {
    /** No page says anything of it. */
    NOTHING_FOUND,
    /** The model said that the site does not tell. */
    NOT_TOLD,
    /** A visitor found the answer not helpful. */
    NOT_HELPFUL
  }

  /** A question is over, in any way. */
  void ended(QuestionOutcome outcome);

  /**
   * A question was refused before anything was asked for it.
   *
   * @param why such as "limit" or "queue_full"
   */
  void refused(String why);

  /**
   * A visitor says what they think of an answer.
   *
   * @param before what they thought of it until now, or null
   */
  void rated(boolean helpful, @Nullable Boolean before);

  /**
   * A first question was not answered.
   *
   * @param visitor the key that the visitor's limits go by
   */
  void unanswered(String question, String visitor, Reason reason);
}

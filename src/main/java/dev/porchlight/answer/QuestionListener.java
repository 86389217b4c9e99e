package dev.porchlight.answer;

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
   * A first question was not answered.
   *
   * @param visitor the key that the visitor's limits go by
   */
  void unanswered(String question, String visitor, Reason reason);
}

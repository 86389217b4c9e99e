package dev.porchlight.llm;

/**
 * Hears what a model writes: {@link #begin} once, just before the first {@link #delta}; every delta
 * in order; {@link #end} exactly once, last. A model that writes nothing ends without having begun.
 */
public interface CompletionListener {

  /**
   * The model made progress: called for each piece that shows it, before anything else of that
   * piece, and so before {@link #begin} too.
   *
   * @param reasoning what the piece holds of the model's reasoning, which is no part of the answer;
   *     may be empty
   */
  default void progressed(String reasoning) {}

  void begin(AnswerStart begin);

  /**
   * The next piece of the answer, unchanged; never empty. More is asked of an upstream once this
   * has returned.
   */
  void delta(String text);

  void end(CompletionOutcome ending);
}

package dev.porchlight.llm;

/**
 * What can write an answer: an OpenAI-compatible upstream, or a substitute for one. Safe for use by
 * any number of threads.
 */
public interface ChatModel {

  /** What the owner calls it, for the log: the model's name and where it is, never a key. */
  String description();

  /**
   * Starts writing an answer and returns at once.
   *
   * @param listener receives everything that is written, in order, on one thread at a time; a
   *     listener must not block
   * @return the call, which can be aborted
   */
  ModelCall write(Prompt prompt, CompletionListener listener);
}

package dev.porchlight.llm;

/** One running request to a model. Safe for use by any thread. */
public interface ModelCall {

  /**
   * Gives the call up: an upstream's socket closes, and the listener receives {@link
   * CompletionOutcome.Aborted} unless it ended before.
   */
  void abort();
}

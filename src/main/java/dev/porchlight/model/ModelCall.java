package dev.porchlight.model;

/** One running request to a model. Safe for use by any thread. */
public interface ModelCall {

  /**
   * Gives the call up: an upstream's socket closes, and the listener is told {@link
   * ModelEnding.Aborted} unless it ended before.
   */
  void abort();
}

package dev.porchlight.model;

/**
 * Hears what a model writes: {@link #begin} once, just before the first {@link #delta}; every delta
 * in order; {@link #end} exactly once, last. A model that writes nothing ends without having begun.
 */
public interface ModelListener {

  void begin(Begin begin);

  /**
   * The next piece of the answer, unchanged; never empty. More is asked of an upstream once this
   * has returned.
   */
  void delta(String text);

  void end(ModelEnding ending);
}

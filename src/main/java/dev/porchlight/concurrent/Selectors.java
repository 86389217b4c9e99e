package dev.porchlight.concurrent;

/**
 * How many selectors watch the connections of visitors, and how many those to upstreams. One thread
 * at a time takes what is ready on a selector, and passes on each delta by itself, so that one
 * selector alone would let the deltas of many streams wait for each other while another processor
 * is idle.
 */
public final class Selectors {

  private static final int MOST = 4;

  private Selectors() {}

  /** One for each processor, at most four: a host may show more processors than it gives. */
  public static int count() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MOST);
  }
}

package dev.porchlight.model;

import org.jspecify.annotations.Nullable;

/**
 * The place of the one exchange that a call has open at a time. Safe for use by any thread: whoever
 * gives it up closes the exchange that is there, and keeps the next from being opened.
 */
final class OpenExchange {
  private volatile @Nullable UpstreamExchange latest;
  private volatile boolean givenUp;

  /** Takes the next one in; closes it, and returns false, where the place was given up. */
  boolean take(UpstreamExchange next) {
    latest = next;
    if (givenUp) {
      next.close();
    }
    return !givenUp;
  }

  void giveUp() {
    givenUp = true;
    close();
  }

  boolean isGivenUp() {
    return givenUp;
  }

  void close() {
    UpstreamExchange open = latest;
    if (open != null) {
      open.close();
    }
  }

  boolean isOpen() {
    UpstreamExchange open = latest;
    return open != null && !open.isClosed();
  }

  /** Whether the socket of the latest one was connected, be it only for a while. */
  boolean wasConnected() {
    UpstreamExchange open = latest;
    return open != null && open.wasConnected();
  }
}

package dev.porchlight.llm.openai.http;

import org.jspecify.annotations.Nullable;

/**
 * The place of the one exchange that a call has open at a time. Safe for use by any thread: whoever
 * gives it up closes the exchange that is there, and keeps the next from being opened.
 */
public final class CurrentExchange {
  private volatile @Nullable HttpExchange latest;
  private volatile boolean givenUp;

  /** Takes the next one in; closes it, and returns false, where the place was given up. */
  public boolean take(HttpExchange next) {
    latest = next;
    if (givenUp) {
      next.close();
    }
    return !givenUp;
  }

  public void giveUp() {
    givenUp = true;
    close();
  }

  public boolean isGivenUp() {
    return givenUp;
  }

  public void close() {
    HttpExchange open = latest;
    if (open != null) {
      open.close();
    }
  }

  public boolean isOpen() {
    HttpExchange open = latest;
    return open != null && !open.isClosed();
  }

  /** Whether the socket of the latest one was connected, be it only for a while. */
  public boolean wasConnected() {
    HttpExchange open = latest;
    return open != null && open.wasConnected();
  }
}

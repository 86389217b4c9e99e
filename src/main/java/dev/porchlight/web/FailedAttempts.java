package dev.porchlight.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.ratelimit.ClientAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The wrong tokens of the last {@link #WINDOW}, by the address that they came from. No address is
 * held to those of another. Safe for use by any thread.
 */
final class FailedAttempts {

  static final int MOST = 5;
  static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int MAX_ADDRESSES = 10_000;

  private final Ticker ticker;
  private final Cache<ClientAddress, Deque<Long>> nanosByAddress;

  FailedAttempts(Ticker ticker) {
    this.ticker = ticker;
    this.nanosByAddress =
        Caffeine.newBuilder()
            .ticker(ticker)
            .expireAfterAccess(WINDOW)
            .maximumSize(MAX_ADDRESSES)
            .build();
  }

  /** Counts one. */
  void add(ClientAddress address) {
    Deque<Long> nanos = nanosByAddress.get(address, unknown -> new ArrayDeque<>());
    synchronized (nanos) {
      nanos.addLast(ticker.read());
      if (nanos.size() > MOST) {
        nanos.removeFirst();
      }
    }
  }

  /** How long the address has to wait until it may try again, or null where it may now. */
  @Nullable Duration waitOf(ClientAddress address) {
    Deque<Long> nanos = nanosByAddress.getIfPresent(address);
    if (nanos == null) {
      return null;
    }
    synchronized (nanos) {
      Long oldest = nanos.size() < MOST ? null : nanos.peekFirst();
      Duration wait =
          oldest == null ? Duration.ZERO : WINDOW.minusNanos(ticker.read() - oldest.longValue());
      return wait.isNegative() || wait.isZero() ? null : wait;
    }
  }
}

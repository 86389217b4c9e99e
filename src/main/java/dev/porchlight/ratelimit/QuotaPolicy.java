package dev.porchlight.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much one visitor may have: a number of requests in a window of time, or at once.
 *
 * @param name what it is called in the {@code RateLimit} header fields
 * @param quota 0 or more
 * @param window whole seconds; null where the quota is of what goes on at once
 */
public record QuotaPolicy(String name, int quota, @Nullable Duration window) {

  /**
   * What each of several machines may have that share it: the same part of it, but one at least of
   * what is not 0.
   */
  public QuotaPolicy shareOf(int machines) {
    return quota == 0 ? this : new QuotaPolicy(name, Math.max(1, quota / machines), window);
  }

  /** The policy as an item of {@code RateLimit-Policy}. */
  String item() {
    return "\"%s\";q=%d;%s"
        .formatted(
            name, quota, window == null ? "qu=\"concurrent-requests\"" : "w=" + window.toSeconds());
  }
}

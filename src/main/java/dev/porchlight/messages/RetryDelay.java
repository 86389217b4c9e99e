package dev.porchlight.messages;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a message is tried again: twice as long each time, up to an hour, of
 * which up to a half is left to chance; or as long as the receiver asked for, up to a day.
 */
final class RetryDelay {

  private static final long BASE_MILLIS = 2_000;
  private static final long CAP_MILLIS = Duration.ofHours(1).toMillis();
  private static final int DOUBLINGS_TO_CAP = 11;

  private final RandomGenerator random;

  RetryDelay(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param failures how often the message failed before this time
   * @param asked what the receiver asked for, or null
   */
  Duration after(int failures, @Nullable Duration asked) {
    long whole = Math.min(CAP_MILLIS, BASE_MILLIS << Math.min(failures, DOUBLINGS_TO_CAP));
    Duration own = Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
    if (asked == null || asked.compareTo(own) <= 0) {
      return own;
    }
    return asked.compareTo(MessageStore.LONGEST_WAIT) < 0 ? asked : MessageStore.LONGEST_WAIT;
  }
}

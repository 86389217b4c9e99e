package dev.porchlight.cluster.redis;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that Redis is lost, once a minute at most, and that it is back. Safe for any thread. */
final class LinkLog {

  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

  private final String address;
  private final Throttle throttle;
  private final AtomicBoolean saidLost = new AtomicBoolean();

  LinkLog(String address, Ticker ticker) {
    this.address = address;
    this.throttle = new Throttle(Duration.ofMinutes(1), ticker);
  }

  /**
   * @param machines how many each have a share of the limits, 0 where Redis has not answered yet
   */
  void lost(String why, int machines) {
    if (throttle.tryPass()) {
      saidLost.set(true);
      log.warn(
          "Redis at {} can't be relied on ({}); {}",
          address,
          why,
          machines == 0
              ? "no model is called until it has answered once"
              : "until it can, this machine keeps to 1 / %d of the limits and of what is left of the day's budget"
                  .formatted(machines));
    }
  }

  /** It answers; logged only where it was logged that it did not. */
  void back() {
    if (saidLost.compareAndSet(true, false)) {
      log.info("Redis at {} answers", address);
    }
  }
}

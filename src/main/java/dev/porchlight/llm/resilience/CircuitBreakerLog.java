package dev.porchlight.llm.resilience;

import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owner once that an upstream is left alone as broken, and once that it answers again.
 * Safe for use by any thread.
 */
final class CircuitBreakerLog {
  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakerLog.class);

  private final String upstream;
  private final AtomicBoolean toldLeftAlone = new AtomicBoolean();

  CircuitBreakerLog(String upstream) {
    this.upstream = upstream;
  }

  /** The time may grow until it answers again; that is not told. */
  void leftAlone(FailureCode because, Duration time) {
    if (toldLeftAlone.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("upstream", upstream)
          .log(
              "The upstream is left alone for {} s, because of {}",
              time.toSeconds(),
              because.wireName());
    }
  }

  /** It took a call; told only where it was told before that it is left alone. */
  void answersAgain() {
    if (toldLeftAlone.compareAndSet(true, false)) {
      LOG.atInfo().addKeyValue("upstream", upstream).log("The upstream answers again");
    }
  }
}

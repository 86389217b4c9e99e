package dev.porchlight.llm.resilience;

import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs once that the circuit of an upstream has opened, and once that it has closed again. Safe for
 * use by any thread.
 */
final class CircuitBreakerLog {
  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakerLog.class);

  private final String upstream;
  private final AtomicBoolean loggedOpen = new AtomicBoolean();

  CircuitBreakerLog(String upstream) {
    this.upstream = upstream;
  }

  /** The time may grow until it answers again; that is not logged. */
  void opened(FailureCode because, Duration time) {
    if (loggedOpen.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("upstream", upstream)
          .log("The circuit breaker has opened for {} s: {}", time.toSeconds(), because.wireName());
    }
  }

  /** It answered a call; logged only where the opening was logged. */
  void closed() {
    if (loggedOpen.compareAndSet(true, false)) {
      LOG.atInfo()
          .addKeyValue("upstream", upstream)
          .log("The circuit breaker has closed: the upstream answers");
    }
  }
}

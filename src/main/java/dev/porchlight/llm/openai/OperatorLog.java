package dev.porchlight.llm.openai;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs for the owner what went wrong at an upstream and what to do about it, each cause once a
 * minute at most. Safe for use by any thread.
 */
final class OperatorLog implements CallObserver {
  private static final Logger LOG = LoggerFactory.getLogger(OpenAiChatModel.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final EndpointConfig upstream;
  private final Ticker ticker;
  private final Map<String, Occurrences> byCause = new ConcurrentHashMap<>();

  /** How often a cause came since the last line of it. */
  private record Occurrences(Throttle lines, AtomicInteger unsaid) {}

  OperatorLog(EndpointConfig upstream, Ticker ticker) {
    this.upstream = upstream;
    this.ticker = ticker;
  }

  @Override
  public void failed(Diagnosis diagnosis) {
    Occurrences occurrences =
        byCause.computeIfAbsent(
            diagnosis.cause(),
            cause -> new Occurrences(new Throttle(INTERVAL, ticker), new AtomicInteger()));
    if (occurrences.lines.tryPass()) {
      int unsaid = occurrences.unsaid.getAndSet(0);
      LOG.warn(
          "The upstream {} failed: {}.{}{}",
          upstream,
          diagnosis.cause(),
          diagnosis.cure().isEmpty() ? "" : " " + diagnosis.cure(),
          unsaid == 0 ? "" : " (%d more times since then.)".formatted(unsaid));
    } else {
      occurrences.unsaid.incrementAndGet();
    }
  }
}

package dev.porchlight.testing;

import dev.porchlight.PorchlightServer;
import dev.porchlight.config.Settings;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real server on a free port, whose time is moved by hand. Since all visitors of a test have one
 * address, they have no limits unless the test sets them.
 */
public final class TestServer implements AutoCloseable {

  private static final Map<String, String> OPEN_TO_ONE_VISITOR =
      Map.of(
          "PORT", "0",
          "HOST", "127.0.0.1",
          "VISITOR_QUESTIONS_PER_MINUTE", "none",
          "VISITOR_QUESTIONS_PER_DAY", "none",
          "VISITOR_STREAMS", "none",
          "VISITOR_OPEN_STREAMS", "none",
          "VISITOR_CONNECTIONS", "none",
          "VISITOR_TOKENS_PER_DAY", "none",
          "VISITOR_MESSAGES_PER_DAY", "none");

  private static final Duration BETWEEN_STEPS = Duration.ofMillis(100);

  /**
   * What looks at the connections, always; what looks at the content folder, where there is one.
   */
  private final int standingTimers;

  private final ManualScheduler time;
  private final PorchlightServer server;

  private TestServer(Map<String, String> variables, ManualScheduler time) {
    this.time = time;
    Map<String, String> all = new HashMap<>(OPEN_TO_ONE_VISITOR);
    all.put("UPSTREAM_CHECK", "off");
    all.putAll(variables);
    standingTimers = all.containsKey("CONTENT_DIR") ? 2 : 1;
    server = PorchlightServer.start(Settings.from(all), time, time, time);
  }

  /** A site of those settings that answers without a model. */
  public static TestServer start(Map<String, String> variables) {
    return new TestServer(variables, new ManualScheduler());
  }

  /** The same on the day that it is for a browser too. */
  public static TestServer startToday(Map<String, String> variables) {
    return new TestServer(variables, new ManualScheduler(Instant.now()));
  }

  /**
   * A site of those settings that asks the fake upstream.
   *
   * @param name the dialect or the fault that the upstream shows
   */
  public static TestServer asking(
      FakeUpstream upstream, String name, Map<String, String> variables) {
    return asking(upstream.uri(name), variables);
  }

  public static TestServer asking(URI upstream, Map<String, String> variables) {
    Map<String, String> all =
        new HashMap<>(
            Map.of("AI_API_URL", upstream.toString(), "AI_MODEL", "m", "AI_API_KEY", "sk-secret"));
    all.putAll(variables);
    return new TestServer(all, new ManualScheduler());
  }

  public URI address() {
    return server.address();
  }

  public ChatClient visitor() {
    return new ChatClient(server.address());
  }

  public PorchlightServer site() {
    return server;
  }

  public void advance(Duration by) {
    time.advance(by);
  }

  /** The time that was moved by hand so far. */
  public Duration now() {
    return Duration.ofNanos(time.read());
  }

  /** Does something when the time has been moved on by so much. */
  public void after(Duration by, Runnable action) {
    var unused = time.schedule(action, by.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits until the time has been moved on by so much.
   *
   * @param alarm runs then, on the thread that moves the time, before this returns
   */
  public void awaitTime(Duration by, Runnable alarm) {
    CountDownLatch come = new CountDownLatch(1);
    after(
        by,
        () -> {
          alarm.run();
          come.countDown();
        });
    try {
      come.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while the time stands still", e);
    }
  }

  /**
   * Moves the time on by steps until it is so. Between two of them the others get real time, so
   * that a busy machine does not need many more.
   */
  public void advanceUntil(String what, Duration step, Callable<Boolean> isSo) {
    Awaitility.await(what)
        .pollInterval(BETWEEN_STEPS)
        .until(
            () -> {
              advance(step);
              return isSo.call();
            });
  }

  /** Waits until no answer, stream, call or timer is left. */
  public void awaitNothingLeft(FakeUpstream upstream) {
    Awaitility.await("answers").until(() -> server.state().openAnswers() == 0);
    Awaitility.await("streams").until(() -> server.openStreams() == 0);
    upstream.awaitNothingRunning();
    Awaitility.await("timers").until(() -> timers() == 0);
  }

  /** How many timers run for what goes on now. */
  public int timers() {
    return time.pending() - standingTimers;
  }

  @Override
  public void close() {
    server.close(Duration.ZERO);
  }
}

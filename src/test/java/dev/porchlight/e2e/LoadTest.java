package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.Script;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two hundred visitors ask two thousand questions of an upstream that takes twenty calls a second.
 * The seconds are the site's own, moved by hand, so that nothing here depends on the machine.
 */
final class LoadTest {

  private static final int VISITORS = 200;
  private static final int QUESTIONS_EACH = 10;
  private static final int COMMON_QUESTIONS = 20;
  private static final int CALLS_AT_ONCE = 8;
  private static final int CALLS_A_SECOND = 20;
  private static final Duration CALL_TAKES = Duration.ofMillis(300);

  /** A bound, far beyond what a slow machine takes. */
  private static final Duration STUCK = Duration.ofMinutes(1);

  private static final Duration TICK = Duration.ofMillis(50);

  /** Far more than it takes: a bound, so that the test stops by itself. */
  private static final int MAX_TICKS = 20_000;

  private final AtomicInteger finished = new AtomicInteger();
  private final AtomicInteger cached = new AtomicInteger();

  /** Visitors who wait as they were told, or have asked all. */
  private final AtomicInteger idle = new AtomicInteger();

  private final AtomicInteger refused = new AtomicInteger();
  private final Set<String> surprises = ConcurrentHashMap.newKeySet();

  @Test
  void everyQuestionIsAnsweredAndTheUpstreamIsNeverRushed() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start()) {
      BusyUpstream busy = new BusyUpstream();
      try (TestServer server = site(upstream.script("busy", busy))) {
        busy.server = server;
        ask(server, upstream);
        report(busy);
        assertThat(surprises).isEmpty();
        assertThat(finished).hasValue(VISITORS * QUESTIONS_EACH);
        assertThat(busy.rushed).isEmpty();
        assertThat(busy.mostAtOnce).hasValueBetween(2, CALLS_AT_ONCE);
        assertThat(busy.answeredQuestions).doesNotHaveDuplicates();
        assertThat(busy.answeredQuestions.stream().filter(LoadTest::isCommon))
            .hasSize(COMMON_QUESTIONS);
      }
      upstream.awaitNothingRunning();
    }
  }

  private static TestServer site(URI upstream) {
    return TestServer.asking(
        upstream,
        Map.of(
            "UPSTREAM_STREAMS", Integer.toString(CALLS_AT_ONCE),
            "UPSTREAM_PATIENCE_SECONDS", "600",
            "TRUSTED_PROXIES", "1",
            "VISITOR_QUESTIONS_PER_MINUTE", "10",
            "VISITOR_QUESTIONS_PER_DAY", "100",
            "VISITOR_STREAMS", "3",
            "DAILY_TOKEN_BUDGET", "none"));
  }

  /** Lets everybody ask; the time moves on whenever the site has taken notice of all that came. */
  private void ask(TestServer server, FakeUpstream upstream) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(VISITORS);
    try {
      List<Future<?>> visitors = new ArrayList<>();
      for (int visitor = 0; visitor < VISITORS; visitor++) {
        int number = visitor;
        visitors.add(threads.submit(() -> askAll(server, number)));
      }
      for (int tick = 0; tick < MAX_TICKS && !visitors.stream().allMatch(Future::isDone); tick++) {
        awaitAllWait(server, upstream);
        server.advance(TICK);
      }
      for (Future<?> visitor : visitors) {
        visitor.get(1, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void askAll(TestServer server, int visitor) {
    for (int question = 0; question < QUESTIONS_EACH; question++) {
      String message = message(visitor, question);
      while (!ask(server, visitor, message)) {
        refused.incrementAndGet();
      }
    }
    idle.incrementAndGet();
  }

  /** Asks once; where it is refused, waits as it was told. Whether there was an answer. */
  private boolean ask(TestServer server, int visitor, String message) {
    String address = "X-Forwarded-For: 10.0.%d.%d".formatted(visitor / 250, visitor % 250);
    try (RecordedStream stream =
        server.visitor().post(ChatClient.question(message), address).leave()) {
      if (stream.status() == 200) {
        read(stream, message);
        return true;
      }
      String retryAfter = stream.header("Retry-After");
      if (retryAfter == null || !Set.of(429, 503).contains(stream.status())) {
        surprises.add("status " + stream.status() + " without an honest wait");
        return true;
      }
      Duration wait = Duration.ofSeconds(Long.parseLong(retryAfter));
      idle.incrementAndGet();
      server.awaitTime(wait, idle::decrementAndGet);
      return false;
    }
  }

  private void read(RecordedStream stream, String message) {
    if (stream.expect("answer").data().path("cached").asBoolean()) {
      cached.incrementAndGet();
    }
    stream.expectUpTo("begin").with("by", "model");
    String text = stream.remainingText();
    if (!text.equals(message)) {
      surprises.add("\"%s\" was answered with \"%s\"".formatted(message, text));
    }
    stream.expectDone("finished");
    finished.incrementAndGet();
  }

  /** Half of the questions are among the common ones. */
  private static String message(int visitor, int question) {
    return question % 2 == 0
        ? "Common question " + (visitor + question / 2) % COMMON_QUESTIONS
        : "Question %d of visitor %d".formatted(question, visitor);
  }

  private static boolean isCommon(String message) {
    return message.startsWith("Common");
  }

  /**
   * Waits until nothing happens before the time moves on: neither a visitor's turn nor the site's.
   */
  private void awaitAllWait(TestServer server, FakeUpstream upstream) {
    Awaitility.await("everybody waits")
        .atMost(STUCK)
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .until(() -> isQuiet(server, upstream) && settled(server) && isQuiet(server, upstream));
  }

  private boolean isQuiet(TestServer server, FakeUpstream upstream) {
    return idle.get() + server.site().openStreams() == VISITORS
        && server.site().state().calls() == upstream.running();
  }

  /** Lets all that the server's threads were given before run, by one more request to it. */
  private static boolean settled(TestServer server) {
    try (RecordedStream health = server.visitor().get("/healthz")) {
      return health.status() == 200;
    }
  }

  private void report(BusyUpstream busy) {
    System.out.printf(
        "%d finished (%d of them found), %d refusals on the way; %d calls, %d of them answered, "
            + "%d at once at most, %d in a known cooldown%n",
        finished.get(),
        cached.get(),
        refused.get(),
        busy.calls.get(),
        busy.answeredQuestions.size(),
        busy.mostAtOnce.get(),
        busy.rushed.size());
  }

  /**
   * Answers with the question, so many times in each second; tells the rest to come a second later.
   */
  private static final class BusyUpstream implements Script {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final List<String> rushed = Collections.synchronizedList(new ArrayList<>());
    final List<String> answeredQuestions = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atOnce = new AtomicInteger();
    volatile @Nullable TestServer server;
    private long second = -1;
    private int taken;
    private long waitKnownFrom = Long.MAX_VALUE;
    private long waitUntil;

    @Override
    public synchronized void play(Exchange exchange) {
      long now = Objects.requireNonNull(server).now().toMillis();
      calls.incrementAndGet();
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      if (now > waitKnownFrom && now < waitUntil) {
        rushed.add("a call at %d ms, in the cooldown until %d".formatted(now, waitUntil));
      }
      if (now / 1000 != second) {
        second = now / 1000;
        taken = 0;
      }
      if (taken++ < CALLS_A_SECOND) {
        answer(exchange);
      } else {
        waitKnownFrom = now + 2 * TICK.toMillis();
        waitUntil = now + 1000;
        atOnce.decrementAndGet();
        exchange.respond(429, Map.of("Retry-After", "1"), "{}");
      }
    }

    private void answer(Exchange exchange) {
      JsonNode messages = exchange.body().path("messages");
      String question = messages.get(messages.size() - 1).path("content").asText();
      answeredQuestions.add(question);
      exchange.startStream().delta(question);
      Objects.requireNonNull(server).after(CALL_TAKES, () -> finish(exchange));
    }

    private void finish(Exchange exchange) {
      atOnce.decrementAndGet();
      exchange.finish("stop").done();
    }
  }
}

package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.PorchlightServer;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.Echo;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.ManyVisitors;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.Transcript;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A thousand visitors at once, on two threads of theirs and one of the upstream's. */
final class ThousandVisitorsTest {

  private static final int VISITORS = 1_000;
  private static final int DELTAS = 20;

  @Test
  void everyVisitorGetsTheirOwnWholeAnswerAndNoneAThread() {
    Set<Thread> ofOtherSites = threadsOfSites();
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(
                upstream.manual(),
                Map.of(
                    "UPSTREAM_STREAMS", Integer.toString(VISITORS),
                    "TRUSTED_PROXIES", "1",
                    "DAILY_TOKEN_BUDGET", "none"))) {
      List<String> questions = IntStream.range(0, VISITORS).mapToObj(i -> "Question " + i).toList();
      try (ManyVisitors visitors = ManyVisitors.ask(server.address(), questions)) {
        Awaitility.await("calls")
            .untilAsserted(() -> assertThat(upstream.running()).isEqualTo(VISITORS));
        upstream.exchanges().forEach(Exchange::startStream);
        for (int i = 0; i < DELTAS; i++) {
          int number = i;
          upstream.exchanges().forEach(e -> e.delta(e.request().question() + " (" + number + ") "));
          if (i == 0) {
            visitors.awaitAllReading();
            assertThat(server.site().openStreams()).isEqualTo(VISITORS);
            Set<Thread> ofThisSite = threadsOfSites();
            ofThisSite.removeAll(ofOtherSites);
            assertThat(ofThisSite).hasSizeBetween(1, PorchlightServer.MAX_THREADS);
          }
          assertHealthy(server);
        }
        upstream.exchanges().forEach(exchange -> exchange.finish("stop").done());
        List<Transcript> transcripts = visitors.awaitAll();
        for (int i = 0; i < VISITORS; i++) {
          Transcript transcript = transcripts.get(i);
          assertThat(transcript.text()).isEqualTo(Echo.answer(questions.get(i), DELTAS));
          assertThat(transcript.ending()).isEqualTo("finished");
          assertThat(transcript.afterTheEnd()).isZero();
        }
      }
      Awaitility.await("streams").until(() -> server.site().openStreams() == 0);
      Awaitility.await("answers").until(() -> server.site().state().openAnswers() == 0);
      upstream.awaitNothingRunning();
    }
  }

  private static void assertHealthy(TestServer server) {
    try (RecordedStream health = server.visitor().get("/healthz")) {
      assertThat(health.status()).isEqualTo(200);
    }
  }

  /** Those of the pools, which serve visitors and upstream alike. */
  private static Set<Thread> threadsOfSites() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("web-"))
        .collect(Collectors.toSet());
  }
}

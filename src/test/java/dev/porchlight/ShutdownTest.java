package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.fake.ChatClient;
import dev.porchlight.fake.Exchange;
import dev.porchlight.fake.FakeUpstream;
import dev.porchlight.fake.Patience;
import dev.porchlight.fake.RecordedStream;
import dev.porchlight.fake.VisitorSocket;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The end of a server: nothing ends silently, and nothing new begins. */
final class ShutdownTest {

  @Test
  void anAnswerThatIsBeingWrittenArrivesWholeThoughTheProcessIsToldToStopTwice() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start();
        SiteProcess process =
            SiteProcess.start(
                Map.of("AI_API_URL", upstream.manual().toString(), "AI_MODEL", "m"))) {
      ChatClient visitor = new ChatClient(process.awaitAddress());
      try (RecordedStream stream = visitor.ask("?")) {
        stream.expectAnswer();
        Exchange exchange = upstream.awaitExchange().startStream().delta("One ");
        stream.expectBegin("model");
        stream.expectChunk("One ");
        process.terminate();
        awaitRefusal(visitor);
        process.terminate();
        exchange.delta("two").finish("stop").done();
        stream.expectChunk("two");
        stream.expectDone("finished");
      }
      assertThat(process.awaitExit()).isEqualTo(143);
    }
  }

  @Test
  void afterThePatienceTheRestIsToldThatTheServerStops() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestSite site = TestSite.asking(upstream.manual(), Map.of());
        RecordedStream running = site.visitor().ask("running");
        VisitorSocket keptAlive = site.visitor().connect();
        VisitorSocket alsoKeptAlive = site.visitor().connect()) {
      ChatClient visitor = site.visitor();
      running.expectAnswer();
      Exchange begun = upstream.awaitExchange().startStream().delta("Half");
      running.expectBegin("model");
      running.expectChunk("Half");
      assertThat(statusOfReadiness(visitor, keptAlive)).isEqualTo(200);
      assertThat(statusOfReadiness(visitor, alsoKeptAlive)).isEqualTo(200);
      int timers = site.timers();
      CompletableFuture<Void> closed =
          CompletableFuture.runAsync(() -> site.site().close(Duration.ofSeconds(20)));
      awaitRefusal(visitor);
      Awaitility.await("the patience runs").until(() -> site.timers() > timers);
      assertThat(statusOfReadiness(visitor, alsoKeptAlive)).isEqualTo(503);
      alsoKeptAlive.send(visitor.requestText("HEAD", "/readyz", ""));
      assertThat(alsoKeptAlive.receive().status()).isEqualTo(503);
      assertNoMoreQuestions(visitor, keptAlive);
      site.advance(Duration.ofSeconds(19));
      assertThat(site.site().state().openAnswers()).isEqualTo(1);
      site.advance(Duration.ofSeconds(1));
      begun.awaitHangUp();
      running.expectError("shutting_down");
      running.assertExhausted();
      closed.get(Patience.MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void itIsOverBeforeAHostLosesItsPatience() {
    assertThat(Site.CLOSE_LIMIT).isLessThan(Duration.ofSeconds(25));
  }

  private static int statusOfReadiness(ChatClient visitor, VisitorSocket socket) {
    socket.send(visitor.requestText("GET", "/readyz", ""));
    RecordedStream response = socket.receive();
    response.body();
    return response.status();
  }

  private static void assertNoMoreQuestions(ChatClient visitor, VisitorSocket socket) {
    socket.send(visitor.requestText("POST", "/chat", ChatClient.question("More?")));
    RecordedStream response = socket.receive();
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("Retry-After")).isEqualTo("5");
    assertThat(response.json().path("code").asText()).isEqualTo("shutting_down");
  }

  /** Waits until nobody accepts connections any more. */
  private static void awaitRefusal(ChatClient visitor) {
    Awaitility.await("refused connections").until(() -> isRefused(visitor));
  }

  private static boolean isRefused(ChatClient visitor) {
    try {
      visitor.connect().close();
      return false;
    } catch (UncheckedIOException refused) {
      return true;
    }
  }
}

package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.PorchlightServer;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.Patience;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.VisitorSocket;
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
        ServerProcess server =
            ServerProcess.start(
                Map.of("AI_API_URL", upstream.manual().toString(), "AI_MODEL", "m"))) {
      ChatClient visitor = new ChatClient(server.awaitAddress());
      try (RecordedStream stream = visitor.ask("?")) {
        stream.expectAnswer();
        Exchange exchange = upstream.awaitExchange().startStream().delta("One ");
        stream.expectBegin("model");
        stream.expectChunk("One ");
        server.terminate();
        awaitRefusal(visitor);
        server.terminate();
        exchange.delta("two").finish("stop").done();
        stream.expectChunk("two");
        stream.expectDone("finished");
      }
      assertThat(server.awaitExit()).isEqualTo(143);
    }
  }

  @Test
  void afterThePatienceTheRestIsToldThatTheServerStops() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server = TestServer.asking(upstream.manual(), Map.of());
        RecordedStream running = server.visitor().ask("running");
        VisitorSocket keptAlive = server.visitor().connect();
        VisitorSocket alsoKeptAlive = server.visitor().connect()) {
      ChatClient visitor = server.visitor();
      running.expectAnswer();
      Exchange begun = upstream.awaitExchange().startStream().delta("Half");
      running.expectBegin("model");
      running.expectChunk("Half");
      assertThat(statusOfReadiness(visitor, keptAlive)).isEqualTo(200);
      assertThat(statusOfReadiness(visitor, alsoKeptAlive)).isEqualTo(200);
      int timers = server.timers();
      CompletableFuture<Void> closed =
          CompletableFuture.runAsync(() -> server.site().close(Duration.ofSeconds(20)));
      awaitRefusal(visitor);
      Awaitility.await("the patience runs").until(() -> server.timers() > timers);
      assertThat(statusOfReadiness(visitor, alsoKeptAlive)).isEqualTo(503);
      alsoKeptAlive.send(visitor.requestText("HEAD", "/readyz", ""));
      assertThat(alsoKeptAlive.receive().status()).isEqualTo(503);
      assertNoMoreQuestions(visitor, keptAlive);
      server.advance(Duration.ofSeconds(19));
      assertThat(server.site().state().openAnswers()).isEqualTo(1);
      server.advance(Duration.ofSeconds(1));
      begun.awaitHangUp();
      running.expectError("shutting_down");
      running.assertExhausted();
      closed.get(Patience.MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void itIsOverBeforeAHostLosesItsPatience() {
    assertThat(PorchlightServer.CLOSE_LIMIT).isLessThan(Duration.ofSeconds(25));
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

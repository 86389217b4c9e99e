package dev.porchlight.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.Patience;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.VisitorSocket;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Visitors who leave, stall, drip and crowd, over real sockets, with the time moved by hand. */
final class VisitorFaultsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The head's deadline, and as long again: what drips may be noticed late. */
  private static final int DRIPS = 10;

  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestServer server =
      TestServer.asking(
          upstream.manual(),
          withoutDeadlines(Map.of("HEARTBEAT_SECONDS", "1", "RESUME_GRACE_SECONDS", "0")));
  private final ChatClient visitor = server.visitor();

  @AfterEach
  void everythingIsGivenBack() {
    try (upstream;
        server) {
      server.awaitNothingLeft(upstream);
    }
  }

  @Test
  void whoLeavesBeforeTheFirstDeltaIsNoticedByTheHeartbeats() {
    Exchange exchange;
    try (RecordedStream stream = visitor.ask("?").leave()) {
      stream.expectAnswer();
      exchange = upstream.awaitExchange();
    }
    awaitDeparture();
    exchange.awaitHangUp();
  }

  @Test
  void whoDropsTheConnectionInMidStreamIsNoticedByTheHeartbeats() {
    RecordedStream stream = visitor.ask("?");
    stream.expectAnswer();
    Exchange exchange = upstream.awaitExchange().startStream().delta("One");
    stream.expectBegin("model");
    stream.expectChunk("One");
    stream.reset();
    awaitDeparture();
    exchange.awaitHangUp();
  }

  @Test
  void whoReadsNothingIsLetGoAfterAMinuteAndCanReadOn() {
    try (TestServer patient =
            TestServer.asking(
                upstream.manual(), withoutDeadlines(Map.of("HEARTBEAT_SECONDS", "1")));
        VisitorSocket deaf = VisitorSocket.connect(patient.address(), 4096)) {
      deaf.send(patient.visitor().requestText("POST", "/chat", ChatClient.question("?")));
      RecordedStream stalled = deaf.receive();
      String id = stalled.expectAnswer();
      Exchange exchange = upstream.awaitExchange().startStream();
      String piece = "x".repeat(100_000);
      for (int i = 0; i < 120; i++) {
        exchange.delta(piece);
      }
      try (RecordedStream other = patient.visitor().resume(id, 0)) {
        other.expectAnswer();
        other.expectBegin("model");
        for (int i = 0; i < 120; i++) {
          other.expectChunk(piece);
        }
        assertThat(patient.site().openStreams()).isEqualTo(2);
        patient.advance(Duration.ofSeconds(59));
        assertThat(patient.site().openStreams()).isEqualTo(2);
        advanceUntilOneStreamIsOpen(patient);
        exchange.delta("end").finish("stop").done();
        other.expectChunk("end");
        other.expectDone("finished");
      }
      try (RecordedStream back = patient.visitor().resume(id, 121)) {
        back.expect("answer").id(121);
        back.expectChunk("end");
        back.expectDone("finished");
      }
    }
  }

  @Test
  void aSlowReaderSlowsNobody() {
    try (RecordedStream slow = visitor.ask("slow").leave()) {
      slow.expectAnswer();
      Exchange forSlow = upstream.awaitExchange().startStream();
      for (int i = 0; i < 100; i++) {
        forSlow.delta("x".repeat(100_000));
      }
      try (RecordedStream quick = visitor.ask("quick")) {
        quick.expectAnswer();
        upstream.awaitExchange().startStream().delta("Quick.").finish("stop").done();
        quick.expectBegin("model");
        quick.expectChunk("Quick.");
        quick.expectDone("finished");
      }
      forSlow.finish("stop").done();
      slow.expectBegin("model");
      assertThat(slow.remainingText()).hasSize(10_000_000);
      slow.expectDone("finished");
    }
  }

  @Test
  void bodiesThatDripHoldNoThreadAndAreGivenUpAfterTenSeconds() {
    List<VisitorSocket> dripping = new ArrayList<>();
    String head =
        visitor.requestText(
            "POST", "/chat", "", "Content-Type: application/json", "Content-Length: 100");
    for (int i = 0; i < 100; i++) {
      dripping.add(visitor.connect().send(head + "{"));
    }
    Awaitility.await("bodies that are waited for").until(() -> server.timers() == 100);
    assertHealthy();
    server.advance(Duration.ofSeconds(9));
    dripping.forEach(socket -> socket.send(" "));
    assertThat(server.timers()).isEqualTo(100);
    server.advance(SECOND);
    for (VisitorSocket socket : dripping) {
      try (socket;
          RecordedStream response = socket.receive()) {
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.header("Connection")).isEqualTo("close");
        assertThat(response.json().path("code").asText()).isEqualTo("body_too_slow");
      }
    }
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void aHeadThatDripsIsGivenUpAfterTenSeconds() {
    try (VisitorSocket socket = visitor.connect()) {
      socket.send(visitor.requestText("GET", "/healthz", ""));
      RecordedStream health = socket.receive();
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.body()).isNotEmpty();
      server.advance(Duration.ofMinutes(1));
      CompletableFuture<Boolean> closed =
          CompletableFuture.supplyAsync(socket::isClosedWithoutResponse);
      int drips = 0;
      for (; drips < DRIPS && !closed.isDone(); drips++) {
        socket.send(drips == 0 ? "GET / HTTP/1.1\r\nX: " : "x");
        assertHealthy();
        server.advance(Duration.ofSeconds(2));
      }
      assertThat(closed.join()).isTrue();
      assertThat(drips).describedAs("not before ten seconds").isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void aConnectionThatRestsBetweenRequestsStays() {
    String request = visitor.requestText("GET", "/nothing", "");
    try (VisitorSocket socket = visitor.connect()) {
      for (int i = 0; i < 3; i++) {
        socket.send(request);
        RecordedStream response = socket.receive();
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).contains("not_found");
        server.advance(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void anOldVisitorGetsAStreamThatEndsWithTheConnection() throws IOException {
    String body = ChatClient.question("?");
    try (Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
      socket.setSoTimeout(Patience.MILLIS);
      String head =
          "POST /chat HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n";
      socket.getOutputStream().write((head.formatted(body.length()) + body).getBytes(UTF_8));
      upstream.awaitExchange().startStream().delta("Whole").finish("stop").done();
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 200 ")
          .doesNotContain("Transfer-Encoding")
          .contains("\"text\":\"Whole\"")
          .endsWith("\n\n");
    }
  }

  @Test
  void requestsThatWereSentAheadAreAnsweredInTurn() throws IOException {
    String ask = visitor.requestText("POST", "/chat", ChatClient.question("?"));
    String health = visitor.requestText("GET", "/healthz", "", "Connection: close");
    try (Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
      socket.setSoTimeout(Patience.MILLIS);
      socket.getOutputStream().write((ask + health).getBytes(UTF_8));
      upstream.awaitExchange().startStream().delta("Whole").finish("stop").done();
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .containsSubsequence("\"text\":\"Whole\"", "event: done", "{\"status\":\"up\"}");
    }
  }

  @Test
  void severalTabsReadOneStream() {
    try (RecordedStream first = visitor.ask("?")) {
      String id = first.expectAnswer();
      Exchange exchange = upstream.awaitExchange().startStream().delta("One ");
      try (RecordedStream second = visitor.resume(id, 0);
          RecordedStream third = visitor.resume(id, 0).leave()) {
        third.expectAnswer();
        third.reset();
        exchange.delta("two").finish("stop").done();
        for (RecordedStream tab : List.of(first, second)) {
          if (tab == second) {
            tab.expectAnswer();
          }
          tab.expectBegin("model");
          assertThat(tab.remainingText()).isEqualTo("One two");
          tab.expectDone("finished");
        }
      }
    }
    server.advance(Duration.ofSeconds(3));
  }

  @Test
  void nobodyStopsAStreamByGuessing() {
    try (RecordedStream stream = visitor.ask("?")) {
      String id = stream.expectAnswer();
      assertThat(visitor.stop(id.substring(1))).isEqualTo(404);
      assertThat(visitor.stop(id.toLowerCase(Locale.ROOT) + "x")).isEqualTo(404);
      assertThat(visitor.stop("1")).isEqualTo(404);
      upstream.awaitExchange().startStream().delta("Whole").finish("stop").done();
      stream.expectBegin("model");
      stream.expectChunk("Whole");
      stream.expectDone("finished");
    }
  }

  private void assertHealthy() {
    try (RecordedStream health = visitor.get("/healthz")) {
      assertThat(health.status()).isEqualTo(200);
    }
  }

  /** Moves the time by heartbeats until it shows that somebody left: two that were written do. */
  private void awaitDeparture() {
    try (RecordedStream witness = visitor.ask("Who is there?")) {
      String id = witness.expectAnswer();
      upstream.awaitExchange().startStream().delta("Nobody");
      witness.expectBegin("model");
      witness.expectChunk("Nobody");
      advanceUntilOneStreamIsOpen(server);
      visitor.stop(id);
      witness.expectDone("stopped");
    }
  }

  private static void advanceUntilOneStreamIsOpen(TestServer of) {
    of.advanceUntil("departure", SECOND, () -> of.site().openStreams() == 1);
  }

  /** However long the time has to be moved on for, no answer ends by itself. */
  private static Map<String, String> withoutDeadlines(Map<String, String> variables) {
    Map<String, String> all =
        new HashMap<>(
            Map.of("UPSTREAM_IDLE_SECONDS", "3600", "ANSWER_SECONDS", "none", "ANSWER_KB", "none"));
    all.putAll(variables);
    return all;
  }
}

package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.PorchlightServer;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.VisitorSocket;
import dev.porchlight.web.connection.ConnectionLimits;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** One visitor asks for all there is, while another one reads an answer and is served. */
final class OneVisitorTakesAllTest {

  private static final FakeUpstream UPSTREAM = FakeUpstream.start();
  private static final String ATTACKER = "X-Forwarded-For: 203.0.113.7";

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  @Test
  void manyNetworksOfOneHomeAskAsFourOfThem() {
    int admitted = 0;
    try (TestServer server = site("VISITOR_QUESTIONS_PER_MINUTE", 10);
        OtherVisitor other = new OtherVisitor(server.visitor(), UPSTREAM)) {
      for (int i = 0; i < 160; i++) {
        String network = "X-Forwarded-For: 2001:db8:1:%x::1".formatted(i);
        try (RecordedStream stream =
            server.visitor().post(ChatClient.question("Question " + i), network)) {
          if (stream.status() == 200) {
            admitted++;
            answer();
            stream.skipToTheEnd();
          } else {
            assertThat(stream.header("Retry-After")).isEqualTo("2");
            assertRefused(stream, "too_many_questions");
          }
        }
        other.isServed();
      }
    }
    assertThat(admitted).isEqualTo(40);
  }

  @Test
  void joinedAndResumedStreamsTakePlacesWhichComeBackWhenTheyClose() {
    int refused = 0;
    Deque<RecordedStream> streams = new ArrayDeque<>();
    try (TestServer server = site("VISITOR_OPEN_STREAMS", 20);
        OtherVisitor other = new OtherVisitor(server.visitor(), UPSTREAM)) {
      streams.add(ask(server, "What is it?").leave());
      String id = streams.getLast().expectAnswer();
      UPSTREAM.awaitExchange();
      for (int i = 1; i < 110; i++) {
        RecordedStream next = i % 2 == 0 ? ask(server, "What is it?") : resume(server, id);
        streams.add(next.leave());
        if (next.status() != 200) {
          assertRefused(next, "too_many_streams");
          assertThat(next.header("Retry-After")).isEqualTo("5");
          streams.removeLast().close();
          refused++;
        }
        other.isServed();
      }
      assertThat(streams).hasSize(20);
      assertThat(refused).isEqualTo(90);

      server.visitor().stop(id);
      streams.getFirst().skipToTheEnd();
      Awaitility.await("a place").until(() -> server.site().openStreams() < 20);
      RecordedStream next = ask(server, "What is it?").leave();
      streams.add(next);
      assertThat(next.status()).isEqualTo(200);
      streams.forEach(RecordedStream::close);
      server.advance(Duration.ofSeconds(20));
    }
    UPSTREAM.awaitNothingRunning();
  }

  @Test
  void whoHangsUpCallsNoMoreThanWhoReads() {
    int admitted = 0;
    Map<String, String> untilItHasEnded =
        Map.of(
            "TRUSTED_PROXIES", "1",
            "VISITOR_STREAMS", "3",
            "RESUME_GRACE_SECONDS", "3600",
            "UPSTREAM_IDLE_SECONDS", "3600",
            "ANSWER_SECONDS", "none");
    try (TestServer server = TestServer.asking(UPSTREAM.manual(), untilItHasEnded);
        OtherVisitor other = new OtherVisitor(server.visitor(), UPSTREAM)) {
      for (int i = 0; i < 60; i++) {
        try (RecordedStream stream = ask(server, "Question " + i).leave()) {
          if (stream.status() == 200) {
            admitted++;
            UPSTREAM.awaitExchange();
            stream.reset();
            awaitItIsNoticed(server);
          } else {
            assertRefused(stream, "too_many_streams");
          }
        }
        other.isServed();
      }
      assertThat(admitted).isEqualTo(3);
      assertThat(server.site().state().calls()).isEqualTo(3 + 1);
    }
    UPSTREAM.awaitNothingRunning();
  }

  /** More connections than there are threads, each of which could hold one. */
  @Test
  void whoAsksForFilesAndReadsNothingHoldsNoThreadAndIsLetGo() {
    String path = "/webjars/highlightjs/11.11.1/highlight.min.js";
    Deque<VisitorSocket> attackers = new ArrayDeque<>();
    try (TestServer server = site("VISITOR_STREAMS", 3);
        OtherVisitor other = new OtherVisitor(server.visitor(), UPSTREAM)) {
      other.isServed();
      int before = server.timers();
      String requests = server.visitor().requestText("GET", path, "", ATTACKER).repeat(100);
      for (int i = 0; i < PorchlightServer.MAX_THREADS + 12; i++) {
        attackers.add(server.visitor().connect().send(requests));
        other.isServed();
      }
      Awaitility.await("all to be waited for")
          .until(() -> server.timers() >= before + attackers.size());
      other.isServed();
      server.advance(Duration.ofSeconds(10));
      Awaitility.await("all to be let go").until(() -> server.timers() <= before);
      other.isServed();
    } finally {
      attackers.forEach(VisitorSocket::close);
    }
  }

  @Test
  void whoOpensConnectionsAndSaysNothingKeepsItsOwnShare() {
    Deque<VisitorSocket> attackers = new ArrayDeque<>();
    Map<String, String> twentyEach = Map.of("VISITOR_CONNECTIONS", "20");
    try (RecordedLog log = RecordedLog.of(ConnectionLimits.class);
        TestServer server = TestServer.asking(UPSTREAM.manual(), twentyEach);
        OtherVisitor other = new OtherVisitor(server.visitor(), UPSTREAM)) {
      for (int i = 0; i < 500; i++) {
        VisitorSocket attacker = VisitorSocket.connectFrom("127.0.0.2", server.address());
        attackers.add(attacker);
        if (i >= 20) {
          assertThat(attacker.isClosedWithoutResponse()).isTrue();
        }
        other.isServed();
      }
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("VISITOR_CONNECTIONS", "TRUSTED_PROXIES");

      attackers.removeFirst().close();
      Awaitility.await("its place")
          .until(
              () -> {
                attackers.add(VisitorSocket.connectFrom("127.0.0.2", server.address()));
                try (RecordedStream health =
                    attackers
                        .getLast()
                        .send(server.visitor().requestText("GET", "/healthz", ""))
                        .receive()) {
                  return health.status() == 200;
                } catch (UncheckedIOException closed) {
                  return false;
                }
              });
    } finally {
      attackers.forEach(VisitorSocket::close);
    }
  }

  @Test
  void whoSendsBodiesThatDoNotEndIsRefusedUnread() {
    String head = bodyWithoutAnEnd("203.0.113.7");
    Deque<VisitorSocket> attackers = new ArrayDeque<>();
    try (TestServer server = site("VISITOR_STREAMS", 3);
        OtherVisitor other = new OtherVisitor(server.visitor(), UPSTREAM)) {
      other.isServed();
      int before = server.timers();
      for (int i = 0; i < 4; i++) {
        attackers.add(server.visitor().connect().send(head + "x".repeat(130_000)));
        other.isServed();
      }
      Awaitility.await("their bodies").until(() -> server.timers() == before + 4);
      for (int i = 4; i < 110; i++) {
        try (RecordedStream refused = server.visitor().connect().send(head + "{").receive()) {
          assertRefused(refused, "too_many_requests");
          assertThat(refused.header("Retry-After")).isEqualTo("2");
        }
        other.isServed();
      }
      server.advance(Duration.ofSeconds(10));
      for (VisitorSocket attacker : attackers) {
        try (RecordedStream givenUp = attacker.receive()) {
          assertThat(givenUp.status()).isEqualTo(408);
        }
      }
      try (RecordedStream refused = ask(server, "Is there room again?").leave()) {
        assertThat(refused.status()).isEqualTo(200);
        answer();
      }
    } finally {
      attackers.forEach(VisitorSocket::close);
    }
  }

  @Test
  void lookingForAStreamIsLimitedAsReadingItIs() {
    int found = 0;
    try (TestServer server = site("VISITOR_STREAMS", 3);
        OtherVisitor other = new OtherVisitor(server.visitor(), UPSTREAM)) {
      for (int i = 0; i < 200; i++) {
        try (RecordedStream head =
            server.visitor().request("HEAD", "/chat/anything", "", ATTACKER).leave()) {
          found += head.status() == 404 ? 1 : 0;
          assertThat(head.status()).isIn(404, 429);
        }
        other.isServed();
      }
    }
    assertThat(found).isEqualTo(120);
  }

  /** Only the other visitor reads; heartbeats find out who has gone. */
  private static void awaitItIsNoticed(TestServer server) {
    server.advanceUntil(
        "the attacker's leaving", Duration.ofSeconds(5), () -> server.site().openStreams() == 1);
  }

  private static RecordedStream ask(TestServer server, String question) {
    return server.visitor().post(ChatClient.question(question), ATTACKER);
  }

  private static RecordedStream resume(TestServer server, String id) {
    return server.visitor().get("/chat/" + id, ATTACKER);
  }

  /** The head of a request from there whose body is never whole. */
  private static String bodyWithoutAnEnd(String address) {
    return new ChatClient(UPSTREAM.manual())
        .requestText(
            "POST",
            "/chat",
            "",
            "X-Forwarded-For: " + address,
            "Content-Type: application/json",
            "Content-Length: 131000");
  }

  private static TestServer site(String limit, int number) {
    return TestServer.asking(
        UPSTREAM.manual(), Map.of("TRUSTED_PROXIES", "1", limit, Integer.toString(number)));
  }

  private static void answer() {
    UPSTREAM.awaitExchange().startStream().delta("So.").finish("stop").done();
  }

  private static void assertRefused(RecordedStream stream, String code) {
    assertThat(stream.status()).isEqualTo(429);
    assertThat(stream.json().path("code").asText()).isEqualTo(code);
  }
}

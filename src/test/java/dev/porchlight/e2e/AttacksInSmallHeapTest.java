package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.VisitorSocket;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * One attack after another on one process with the memory that it is deployed with, while another
 * visitor reads an answer and is served. The attackers have other addresses of the loopback
 * network.
 */
final class AttacksInSmallHeapTest {

  private static final FakeUpstream UPSTREAM = FakeUpstream.start();

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  @Test
  void noneStopsTheProcessOrKeepsAnotherVisitorWaiting() throws IOException {
    Map<String, String> variables =
        Map.of("AI_API_URL", UPSTREAM.manual().toString(), "AI_MODEL", "m");
    try (ServerProcess server = ServerProcess.startAsDeployed(variables)) {
      URI address = server.awaitAddress();
      ChatClient visitor = new ChatClient(address);
      try (OtherVisitor other = new OtherVisitor(visitor, UPSTREAM)) {
        new Attack(address, other).readNothing();
        new Attack(address, other).askWhatIsDearToRead();
        new Attack(address, other).sendBodiesWithoutAnEnd();
        new Attack(address, other).joinAnAnswer();
        new Attack(address, other).staySilent();
        new Attack(address, other).sendBodiesWithoutAnEnd();
        other.isServed();
      }
      assertThat(server.isAlive()).isTrue();
    }
  }

  /** The attacks, each of which lets go of all its connections in the end. For one thread. */
  private record Attack(URI site, OtherVisitor other, Deque<VisitorSocket> sockets) {

    Attack(URI site, OtherVisitor other) {
      this(site, other, new ArrayDeque<>());
    }

    /** Files are asked for and not read. */
    void readNothing() {
      String files = text("GET", "/webjars/highlightjs/11.11.1/highlight.min.js", "").repeat(60);
      for (int i = 0; i < 60; i++) {
        connect(2).send(files);
        other.isServed();
      }
      letGo();
    }

    /** A question whose normal form is long, with one place after another to look for its end. */
    void askWhatIsDearToRead() {
      String question = ChatClient.question("\u2026".repeat(3_999) + "x");
      for (int i = 0; i < 30; i++) {
        RecordedStream answer = connect(3).send(text("POST", "/chat", question)).receive().leave();
        assertThat(answer.status()).isIn(200, 429);
        other.isServed();
      }
      letGo();
    }

    /** More bodies than there is memory for, from many addresses. */
    void sendBodiesWithoutAnEnd() {
      String[] announced = {"Content-Type: application/json", "Content-Length: 131000"};
      String begun = new ChatClient(site).requestText("POST", "/chat", "", announced);
      String body = "x".repeat(130_000);
      for (int from = 4; from < 104; from++) {
        for (int i = 0; i < 4; i++) {
          connect(from).send(begun + body);
        }
        other.isServed();
      }
      try (RecordedStream response = connect(104).send(begun + "{").receive()) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.json().path("code").asText()).isEqualTo("server_busy");
      }
      letGo();
    }

    /** More readers of one answer than one address may have. */
    void joinAnAnswer() {
      String question = text("POST", "/chat", ChatClient.question("Who else is here?"));
      int refused = 0;
      for (int i = 0; i < 110; i++) {
        RecordedStream stream = connect(105).send(question).receive().leave();
        refused += stream.status() == 429 ? 1 : 0;
        other.isServed();
      }
      assertThat(refused).isEqualTo(90);
      letGo();
    }

    /** More connections than one address may have, and many from others. */
    void staySilent() {
      for (int i = 0; i < 1_000; i++) {
        connect(106 + i % 4);
        if (i % 10 == 0) {
          other.isServed();
        }
      }
      for (int i = 0; i < 300; i++) {
        connect(106);
      }
      assertThat(sockets.getLast().isClosedWithoutResponse()).isTrue();
      other.isServed();
      letGo();
    }

    private String text(String method, String path, String body) {
      return new ChatClient(site).requestText(method, path, body);
    }

    private VisitorSocket connect(int host) {
      VisitorSocket socket = VisitorSocket.connectFrom("127.0.0." + host, site);
      sockets.add(socket);
      return socket;
    }

    private void letGo() {
      sockets.forEach(VisitorSocket::close);
      other.isServed();
    }
  }
}

package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** One visitor asks for all there is, while another one reads an answer and is served. */
final class OneVisitorTakesAllTest {

  private static final FakeUpstream UPSTREAM = FakeUpstream.start();

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  @Test
  void manyNetworksOfOneHomeAskAsFourOfThem() {
    int admitted = 0;
    try (TestServer server = site("VISITOR_QUESTIONS_PER_MINUTE", 10);
        OtherVisitor other = new OtherVisitor(server)) {
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

  /** Reads one answer all the while, piece by piece. */
  private static final class OtherVisitor implements AutoCloseable {

    private final TestServer server;
    private final RecordedStream stream;
    private final Exchange call;
    private int pieces;

    OtherVisitor(TestServer server) {
      this.server = server;
      stream =
          server
              .visitor()
              .post(ChatClient.question("Who else is here?"), "X-Forwarded-For: 198.51.100.1");
      stream.expectAnswer();
      call = UPSTREAM.awaitExchange().startStream().delta("begin");
      stream.expectUpTo("begin");
      stream.expectChunk("begin");
    }

    /** The next piece comes, and the server is well. */
    void isServed() {
      String piece = "piece " + pieces++;
      call.delta(piece);
      stream.expectChunk(piece);
      try (RecordedStream health = server.visitor().get("/healthz")) {
        assertThat(health.status()).isEqualTo(200);
      }
    }

    @Override
    public void close() {
      call.finish("stop").done();
      try (stream) {
        stream.expectDone("finished");
      }
    }
  }
}

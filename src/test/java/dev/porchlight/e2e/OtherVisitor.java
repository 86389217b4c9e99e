package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;

/** Reads one answer all the while, piece by piece. For one thread. */
final class OtherVisitor implements AutoCloseable {

  private final ChatClient visitor;
  private final RecordedStream stream;
  private final Exchange call;
  private int pieces;

  OtherVisitor(ChatClient visitor, FakeUpstream upstream) {
    this.visitor = visitor;
    stream =
        visitor.post(ChatClient.question("Who else is here?"), "X-Forwarded-For: 198.51.100.1");
    stream.expectAnswer();
    call = upstream.awaitExchange().startStream().delta("begin");
    stream.expectUpTo("begin");
    stream.expectChunk("begin");
  }

  /** The next piece comes, and the server is well. */
  void isServed() {
    String piece = "piece " + pieces++;
    call.delta(piece);
    stream.expectChunk(piece);
    try (RecordedStream health = visitor.get("/healthz")) {
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

package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * One request at the fake upstream, and the means to answer it step by step. Any thread may use it;
 * nothing here waits but {@link #awaitHangUp}. The steps go out in the order in which they are
 * asked for, each when the socket has taken the one before.
 */
public final class Exchange {
  private final Request request;
  private final BiConsumer<Exchange, Step> steps;
  private final CompletableFuture<Long> hangUp = new CompletableFuture<>();
  private volatile boolean running = true;

  Exchange(Request request, BiConsumer<Exchange, Step> steps) {
    this.request = request;
    this.steps = steps;
  }

  public Request request() {
    return request;
  }

  public JsonNode body() {
    return request.json();
  }

  /** Sends a whole response without a body. */
  public Exchange respond(int status, Map<String, String> headers) {
    return respond(status, headers, new byte[0]);
  }

  public Exchange respond(int status, Map<String, String> headers, String body) {
    return respond(status, headers, body.getBytes(UTF_8));
  }

  /** Sends a whole response; the length of its body is told where the status allows one. */
  public Exchange respond(int status, Map<String, String> headers, byte[] body) {
    StringBuilder head = head(status, headers);
    if (status != 204) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return raw(head + "\r\n").raw(body).complete();
  }

  /** Opens a response of 200 whose body comes as an event stream. */
  public Exchange startStream() {
    return startBody(200, Map.of("Content-Type", "text/event-stream"));
  }

  /** Opens a response with a chunked body. */
  public Exchange startBody(int status, Map<String, String> headers) {
    return raw(head(status, headers).append("Transfer-Encoding: chunked\r\n\r\n").toString());
  }

  /** Sends one piece of the answer, as OpenAI does. */
  public Exchange delta(String text) {
    return write(Completions.delta(text));
  }

  /** Sends the empty delta that says why the model stopped. */
  public Exchange finish(String finishReason) {
    return write(Completions.finish(finishReason));
  }

  /** Sends an event of this data. */
  public Exchange event(String data) {
    return write("data: " + data + "\n\n");
  }

  public Exchange comment(String text) {
    return write(":" + text + "\n\n");
  }

  /** Sends {@code [DONE]} and ends the body. */
  public Exchange done() {
    return event("[DONE]").endBody();
  }

  public Exchange write(String body) {
    return write(body.getBytes(UTF_8));
  }

  /** Sends bytes of the body as one HTTP chunk. */
  public Exchange write(byte[] body) {
    return raw(chunk(body));
  }

  /** Sends each piece as a chunk of its own, and asks for the next when the socket has taken it. */
  public Exchange writeEach(Stream<byte[]> pieces) {
    return writeEach(pieces, Duration.ZERO);
  }

  /** The same, with a rest after each. */
  public Exchange writeEach(Stream<byte[]> pieces, Duration rest) {
    return step(new Step.Pieces(pieces.map(Exchange::chunk).iterator(), rest.toNanos()));
  }

  public Exchange pause(Duration rest) {
    return step(new Step.Pause(rest.toNanos()));
  }

  /** Ends the body in order; the connection can be used again. */
  public Exchange endBody() {
    return raw("0\r\n\r\n").complete();
  }

  /** Sends bytes that are no part of a body: a status line, headers, or what breaks them. */
  public Exchange raw(String wire) {
    return raw(wire.getBytes(ISO_8859_1));
  }

  public Exchange raw(byte[] wire) {
    return step(new Step.Bytes(ByteBuffer.wrap(wire)));
  }

  Exchange rawEach(Stream<byte[]> wire) {
    return step(new Step.Pieces(wire.iterator(), 0));
  }

  /** Says that the response is whole, where {@link #raw} wrote it. */
  public Exchange complete() {
    return step(new Step.Complete());
  }

  /** Closes the connection: the caller sees a FIN. */
  public Exchange close() {
    return step(new Step.Fin());
  }

  /** Drops the connection: the caller sees a RST. */
  public Exchange reset() {
    return step(new Step.Reset());
  }

  /** Whether neither side has ended it. */
  public boolean isRunning() {
    return running;
  }

  /** Waits until the caller has closed the connection before it had the whole response. */
  public void awaitHangUp() {
    hungUpAt();
  }

  /** When the caller did so, in the nanoseconds of {@link System#nanoTime}; waits for it. */
  public long hungUpAt() {
    return Patience.await("the caller hangs up", hangUp);
  }

  void hungUp() {
    hangUp.complete(System.nanoTime());
  }

  void ended() {
    running = false;
  }

  private Exchange step(Step step) {
    steps.accept(this, step);
    return this;
  }

  private static StringBuilder head(int status, Map<String, String> headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " -\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head;
  }

  private static byte[] chunk(byte[] body) {
    byte[] size = (Integer.toHexString(body.length) + "\r\n").getBytes(ISO_8859_1);
    byte[] chunk = new byte[size.length + body.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(body, 0, chunk, size.length, body.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  @Override
  public String toString() {
    return request.method() + " " + request.target();
  }
}

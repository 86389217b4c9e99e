package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.sse.EventStreamDecoder;
import dev.porchlight.sse.ServerSentEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response as a visitor receives it, event by event. It reads from its socket only when it is
 * asked for what comes next. Closing it fails the test if an event came that nobody expected, or if
 * the stream broke off, unless the visitor {@linkplain #leave left}. For one thread.
 */
public final class RecordedStream implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_EVENT_BYTES = 1 << 20;

  private final VisitorSocket socket;
  private final ResponseHead head;
  private final InputStream body;
  private final Deque<ServerSentEvent> events = new ArrayDeque<>();
  private final EventStreamDecoder decoder =
      new EventStreamDecoder(ServerSentEvent.to(events::add), MAX_EVENT_BYTES);
  private final HeartbeatCounter heartbeats = new HeartbeatCounter();
  private final byte[] buffer = new byte[8192];
  private boolean left;
  private String streamId = "";

  private RecordedStream(VisitorSocket socket, ResponseHead head) {
    this.socket = socket;
    this.head = head;
    this.body = head.body(socket.input());
  }

  static RecordedStream of(VisitorSocket socket, ResponseHead head) {
    return new RecordedStream(socket, head);
  }

  public int status() {
    return head.status();
  }

  public Map<String, String> headers() {
    return head.headers();
  }

  public @Nullable String header(String name) {
    return head.headers().get(name);
  }

  /** The rest of the body, where it is no event stream. */
  public String body() {
    try {
      return new String(body.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rest of the body, a problem document for example. */
  public JsonNode json() {
    try {
      return JSON.readTree(body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not JSON", e);
    }
  }

  /** Waits for the next event. */
  public ServerSentEvent next() {
    ServerSentEvent event = poll();
    if (event == null) {
      throw failure("The stream ended where an event was expected");
    }
    return event;
  }

  /** Waits for the next event, which has to be of this type. */
  public ExpectedEvent expect(String type) {
    ServerSentEvent event = next();
    if (!event.event().equals(type)) {
      throw failure("Expected " + type + ", but came " + event);
    }
    return new ExpectedEvent(event);
  }

  /** Expects the event that opens a stream, and gives the stream's id. */
  public String expectAnswer() {
    streamId = expect("answer").data().path("id").asText();
    assertThat(streamId).isNotEmpty();
    return streamId;
  }

  /** The id that {@link #expectAnswer} saw. */
  public String streamId() {
    return streamId;
  }

  public ExpectedEvent expectBegin(String by) {
    return expect("begin").with("by", by);
  }

  public ExpectedEvent expectChunk(String text) {
    return expect("chunk").text(text);
  }

  public ExpectedEvent expectDone(String ending) {
    return expect("done").with("ending", ending);
  }

  public ExpectedEvent expectError(String code) {
    return expect("error").with("code", code);
  }

  /** Reads the chunks up to the first event that is none, which stays. */
  public String remainingText() {
    StringBuilder text = new StringBuilder();
    ServerSentEvent event = next();
    while (event.event().equals("chunk")) {
      text.append(new ExpectedEvent(event).data().path("text").asText());
      event = next();
    }
    events.addFirst(event);
    return text.toString();
  }

  /** Skips the passing states before an event, which has to be of this type. */
  public ExpectedEvent expectUpTo(String type) {
    ServerSentEvent event = next();
    while (event.event().equals("queued")) {
      event = next();
    }
    events.addFirst(event);
    return expect(type);
  }

  /** Reads whatever comes until the stream ends. */
  public void skipToTheEnd() {
    while (poll() != null) {
      // the next one
    }
  }

  /** Waits until this many comments came since the stream began. */
  public void awaitHeartbeats(int count) {
    long deadline = deadline();
    while (heartbeats.comments() < count) {
      if (!readSome(deadline)) {
        throw failure("The stream ended after " + heartbeats.comments() + " heartbeats");
      }
    }
  }

  /** How many comments it has read so far. */
  public int heartbeats() {
    return heartbeats.comments();
  }

  /** Waits for the end, which has to be in order and without another event. */
  public void assertExhausted() {
    ServerSentEvent unexpected = poll();
    if (unexpected != null) {
      throw failure("Nobody expected " + unexpected);
    }
  }

  /** Says that the visitor goes before the end. */
  public RecordedStream leave() {
    left = true;
    return this;
  }

  /** Leaves with a RST. */
  public void reset() {
    left = true;
    socket.reset();
  }

  /** Says that nothing more will be sent, and reads on. */
  public void halfClose() {
    socket.halfClose();
  }

  @Override
  public void close() {
    try (socket) {
      String type = head.headers().getOrDefault("Content-Type", "");
      if (!left && type.startsWith("text/event-stream")) {
        assertExhausted();
      }
    }
  }

  private @Nullable ServerSentEvent poll() {
    long deadline = deadline();
    while (events.isEmpty() && readSome(deadline)) {
      // Comments and parts of events are no event yet.
    }
    return events.poll();
  }

  /** Reads on, if there still is time for what has not come yet; false at the end. */
  private boolean readSome(long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw failure("Nothing but heartbeats came, " + heartbeats.comments() + " of them");
    }
    try {
      int length = body.read(buffer);
      if (length > 0) {
        heartbeats.feed(buffer, length);
        decoder.feed(ByteBuffer.wrap(buffer, 0, length));
      }
      return length >= 0;
    } catch (IOException e) {
      left = true;
      throw new AssertionError("The stream broke, or nothing came in " + Patience.LIMIT, e);
    }
  }

  /** A stream that has failed its test is not looked at again when it is closed. */
  private AssertionError failure(String message) {
    left = true;
    return new AssertionError(message);
  }

  private static long deadline() {
    return System.nanoTime() + Patience.LIMIT.toNanos();
  }
}

package dev.porchlight.sse;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as the <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">event stream format</a> has
 * them. Safe for use by any thread.
 */
public final class EventStreamEncoder {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private EventStreamEncoder() {}

  /**
   * The bytes of one event.
   *
   * @param id the position to resume from, or null to leave the reader's as it is
   * @param event its type, or null for {@code message}
   * @param data its data; each line break arrives as LF
   * @throws IllegalArgumentException if the id or the event holds CR, LF or NUL
   */
  public static byte[] encode(@Nullable String id, @Nullable String event, String data) {
    StringBuilder frame = new StringBuilder(data.length() + 64);
    appendField(frame, "id", id);
    appendField(frame, "event", event);
    appendData(frame, data);
    return frame.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes of a comment, which keeps a connection alive and is no event. */
  public static byte[] heartbeat() {
    return HEARTBEAT.clone();
  }

  private static void appendField(StringBuilder frame, String name, @Nullable String value) {
    if (value != null) {
      requireOneLine(name, value);
      frame.append(name).append(": ").append(value).append('\n');
    }
  }

  private static void requireOneLine(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == '\0') {
        throw new IllegalArgumentException(
            "the " + name + " of an event must not hold CR, LF or NUL");
      }
    }
  }

  private static void appendData(StringBuilder frame, String data) {
    if (data.indexOf('\n') < 0 && data.indexOf('\r') < 0) {
      frame.append("data: ").append(data).append('\n');
      return;
    }
    for (String line : LINE_END.split(data, -1)) {
      frame.append("data: ").append(line).append('\n');
    }
  }
}

package dev.porchlight.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an event stream into its events, however the bytes are cut. For one thread at
 * a time.
 *
 * <p>It follows <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">the
 * HTML standard</a>, but for two things: an event has a bound, and {@code retry} is ignored like
 * any other line that is of no use here. Comments and unknown lines are never held.
 */
public final class EventStreamDecoder {
  /*
   * Lines are found in bytes: neither CR nor LF is ever a part of another UTF-8 character, so a
   * character that was cut is whole again by the time its line is. A line within one buffer is read
   * where it lies; only the rest of a buffer is copied, and of that only what a known field may
   * begin. CR ends its line at once; a LF after it, in this buffer or the next, belongs to it.
   */
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] LINE_ENDS = ascii("\n\n\n");
  private static final byte[] DATA = ascii("data");
  private static final byte[] EVENT = ascii("event");
  private static final byte[] ID = ascii("id");
  private static final byte[][] FIELDS = {DATA, EVENT, ID};
  private static final int LONGEST_FIELD = "event:".length();
  private static final String DEFAULT_EVENT = "message";

  /** Receives the events of a stream. */
  public interface Listener {

    /**
     * An event.
     *
     * @param lastEventId the newest {@code id} that the stream had given by then; empty where none
     * @param type {@code message} where the stream named none
     * @param bytes hold its data, the lines joined with LF, until this returns
     * @param from where its data starts
     * @param to where its data ends
     */
    void event(String lastEventId, String type, byte[] bytes, int from, int to);
  }

  private final Listener events;
  private final int maxEventBytes;
  private final ByteAccumulator line = new ByteAccumulator();
  private final ByteAccumulator data = new ByteAccumulator();

  /** The only data line so far, which lies within the buffer that is being read; null: none. */
  private byte @Nullable [] dataLine;

  private int dataFrom;
  private int dataTo;
  private String event = "";
  private String lastEventId = "";

  /** How much of a byte order mark was seen at the start; -1 once the stream is past it. */
  private int markSeen;

  private boolean skippingLine;
  private boolean afterCarriageReturn;
  private boolean tooLarge;

  /**
   * @param events receives each event as soon as the blank line after it was fed
   * @param maxEventBytes the most bytes that the data of an event, with a line that is not yet
   *     read, may have
   */
  public EventStreamDecoder(Listener events, int maxEventBytes) {
    this.events = events;
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * Reads all that is left in the buffer. What the stream leaves unfinished at its end is no event.
   *
   * @throws EventTooLargeException now and at each later call, where an event is over its bound
   */
  public void feed(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      int from = buffer.arrayOffset() + buffer.position();
      int to = from + buffer.remaining();
      buffer.position(buffer.limit());
      feed(buffer.array(), from, to);
    } else {
      byte[] copy = new byte[buffer.remaining()];
      buffer.get(copy);
      feed(copy, 0, copy.length);
    }
  }

  /**
   * Reads what the stream left unfinished as if its line and its event had ended: for a stream
   * whose sender is known to leave the last line ends out. Nothing may be fed after it.
   *
   * @throws EventTooLargeException where an event is over its bound
   */
  public void endOfStream() {
    feed(LINE_ENDS, 0, LINE_ENDS.length);
  }

  private void feed(byte[] bytes, int from, int to) {
    if (tooLarge) {
      throw new EventTooLargeException(maxEventBytes);
    }
    int position = skipByteOrderMark(bytes, from, to);
    while (position < to) {
      position = feedLine(bytes, position, to);
    }
    holdDataLine();
  }

  private int feedLine(byte[] bytes, int from, int to) {
    if (afterCarriageReturn) {
      afterCarriageReturn = false;
      if (bytes[from] == '\n') {
        return from + 1;
      }
    }
    int end = indexOfLineEnd(bytes, from, to);
    if (end == to) {
      hold(bytes, from, to);
      return to;
    }
    afterCarriageReturn = bytes[end] == '\r';
    endLine(bytes, from, end);
    return end + 1;
  }

  /** A mark that breaks off is the start of a line that no known field begins. */
  private int skipByteOrderMark(byte[] bytes, int from, int to) {
    int position = from;
    while (markSeen >= 0 && position < to) {
      if (bytes[position] != BYTE_ORDER_MARK[markSeen]) {
        skippingLine = markSeen > 0;
        markSeen = -1;
      } else {
        position++;
        markSeen = markSeen + 1 == BYTE_ORDER_MARK.length ? -1 : markSeen + 1;
      }
    }
    return position;
  }

  private void hold(byte[] bytes, int from, int to) {
    if (skippingLine) {
      return;
    }
    int head = Math.min(to, from + Math.max(0, LONGEST_FIELD - line.length()));
    line.append(bytes, from, head);
    if (mayBeField(line.array(), 0, line.length())) {
      requireRoom(line.length() + to - head);
      line.append(bytes, head, to);
    } else {
      skippingLine = true;
      line.clear();
    }
  }

  private void endLine(byte[] bytes, int from, int end) {
    boolean held = line.length() > 0;
    if (held && !skippingLine) {
      hold(bytes, from, end);
    }
    if (skippingLine) {
      skippingLine = false;
    } else if (held) {
      readLine(line.array(), 0, line.length());
      holdDataLine();
    } else {
      readLine(bytes, from, end);
    }
    line.clear();
  }

  private void readLine(byte[] bytes, int from, int to) {
    if (from == to) {
      dispatch();
    } else if (isField(DATA, bytes, from, to)) {
      requireRoom(to - from);
      addDataLine(bytes, valueStart(DATA, bytes, from, to), to);
    } else if (isField(EVENT, bytes, from, to)) {
      event = value(EVENT, bytes, from, to);
    } else if (isField(ID, bytes, from, to)) {
      String id = value(ID, bytes, from, to);
      lastEventId = id.indexOf('\0') < 0 ? id : lastEventId;
    }
  }

  private void addDataLine(byte[] bytes, int from, int to) {
    if (dataLine == null && data.length() == 0) {
      dataLine = bytes;
      dataFrom = from;
      dataTo = to;
    } else {
      holdDataLine();
      data.append(bytes, from, to);
      data.append('\n');
    }
  }

  /** Copies the data line that lies in a buffer, whose bytes are about to change. */
  private void holdDataLine() {
    byte[] bytes = dataLine;
    if (bytes != null) {
      dataLine = null;
      data.append(bytes, dataFrom, dataTo);
      data.append('\n');
    }
  }

  private void dispatch() {
    String type = event.isEmpty() ? DEFAULT_EVENT : event;
    event = "";
    byte[] bytes = dataLine;
    if (bytes != null) {
      dataLine = null;
      events.event(lastEventId, type, bytes, dataFrom, dataTo);
    } else if (data.length() > 0) {
      int length = data.length() - 1;
      data.clear();
      events.event(lastEventId, type, data.array(), 0, length);
    }
  }

  private String value(byte[] field, byte[] bytes, int from, int to) {
    requireRoom(to - from);
    int start = valueStart(field, bytes, from, to);
    return new String(bytes, start, to - start, StandardCharsets.UTF_8);
  }

  private void requireRoom(int lineBytes) {
    int lying = dataLine == null ? 0 : dataTo - dataFrom + 1;
    if (data.length() + lying + lineBytes > maxEventBytes) {
      tooLarge = true;
      dataLine = null;
      line.clear();
      data.clear();
      throw new EventTooLargeException(maxEventBytes);
    }
  }

  private static int indexOfLineEnd(byte[] bytes, int from, int to) {
    int position = from;
    while (position < to && bytes[position] != '\n' && bytes[position] != '\r') {
      position++;
    }
    return position;
  }

  private static int valueStart(byte[] field, byte[] bytes, int from, int to) {
    int start = Math.min(from + field.length + 1, to);
    return start < to && bytes[start] == ' ' ? start + 1 : start;
  }

  private static boolean isField(byte[] field, byte[] bytes, int from, int to) {
    return to - from >= field.length && mayBecome(field, bytes, from, to);
  }

  private static boolean mayBeField(byte[] bytes, int from, int to) {
    for (byte[] field : FIELDS) {
      if (mayBecome(field, bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayBecome(byte[] field, byte[] bytes, int from, int to) {
    int length = Math.min(to - from, field.length);
    for (int i = 0; i < length; i++) {
      if (bytes[from + i] != field[i]) {
        return false;
      }
    }
    return to - from <= field.length || bytes[from + field.length] == ':';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

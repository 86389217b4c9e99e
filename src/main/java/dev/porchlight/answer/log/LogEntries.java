package dev.porchlight.answer.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The entries of one log, one behind the other in the bytes that every reader is sent, and what
 * they weigh. Guarded by the log's lock, but for the slices that it hands out.
 */
final class LogEntries {

  /** What an entry costs in memory beside its bytes: where it ends. */
  static final int OVERHEAD_BYTES = Integer.BYTES;

  private final EntryBuffer buffer = new EntryBuffer();

  /** Where each entry ends. */
  private int[] ends = new int[16];

  /** How many were appended; one more than can be read while the last is held back. */
  private int appended;

  private int shown;

  private boolean complete;

  private Withheld withheld = Withheld.NOTHING;

  /** What visitors can't read yet of what is there. */
  private enum Withheld {
    NOTHING,
    /** The entry that completes the log. */
    ENDING,
    ALL
  }

  boolean isEmpty() {
    return count() == 0;
  }

  /** How many can be read. */
  long count() {
    return switch (withheld) {
      case NOTHING -> shown;
      case ENDING -> complete ? shown - 1 : shown;
      case ALL -> 0;
    };
  }

  /** How many there are, whether they can be read yet or not. */
  long written() {
    return shown;
  }

  /** Lets none be read, where there is none yet. */
  void withhold() {
    if (appended == 0) {
      withheld = Withheld.ALL;
    }
  }

  /** Lets all but the ending be read, whether it is there or not. */
  void withholdEnding() {
    withheld = Withheld.ENDING;
  }

  /** Lets all be read but an ending that is withheld. */
  void release() {
    if (isWithheld()) {
      withheld = Withheld.ENDING;
    }
  }

  /** Lets all be read. */
  void releaseAll() {
    withheld = Withheld.NOTHING;
  }

  /** Whether none can be read, though there may be some. */
  boolean isWithheld() {
    return withheld == Withheld.ALL;
  }

  /** Whether the last one is there. */
  boolean isComplete() {
    return complete;
  }

  /** The weight of all, one that is held back too. */
  long bytes() {
    return buffer.length() + (long) OVERHEAD_BYTES * appended;
  }

  /**
   * The newest position that a slice from a position may reach.
   *
   * @param from the position before its first entry
   * @param to the last position to read
   * @param mostBytes what it may hold, but for a single entry that is larger
   */
  long reach(long from, long to, int mostBytes) {
    int last = (int) to;
    long most = (long) start((int) from) + mostBytes;
    if (ends[last - 1] <= most) {
      return last;
    }
    int found = Arrays.binarySearch(ends, (int) from, last, (int) most);
    int whole = found >= 0 ? found + 1 : -found - 1;
    return Math.max(whole, from + 1);
  }

  /**
   * The newest position that may be known elsewhere: while none may be read here, how it begins is
   * not known there either without a word of its text.
   */
  long lastToCopy() {
    boolean isBeginAlone = isWithheld() && shown == 1 && !complete;
    return isBeginAlone ? 0 : shown;
  }

  /** Those after a position that may be known elsewhere, each by itself, as far as they fit. */
  List<ByteBuffer> toCopy(long after, int mostBytes) {
    List<ByteBuffer> next = new ArrayList<>();
    long last = lastToCopy();
    if (after < last) {
      long reached = reach(after, last, mostBytes);
      for (long position = after; position < reached; position++) {
        next.add(slice(position, position + 1));
      }
    }
    return next;
  }

  /** The entries after a position, up to another. */
  ByteBuffer slice(long from, long to) {
    return buffer.slice(start((int) from), ends[(int) to - 1]);
  }

  void append(EventEncoder.Unplaced event) {
    holdBack(event);
    show();
  }

  /**
   * Appends a piece of the text.
   *
   * @return false, and nothing is appended, where all would weigh more than so many bytes then
   */
  boolean appendChunk(String text, long maxBytes) {
    int before = buffer.length();
    EventEncoder.chunk(buffer, appended + 1L, text);
    if (bytes() + OVERHEAD_BYTES > maxBytes) {
      buffer.truncate(before);
      return false;
    }
    endEntry();
    show();
    return true;
  }

  /** Appends an entry that is encoded already, with its position. */
  void append(byte[] encoded) {
    holdBack(encoded);
    show();
  }

  /** Takes an entry that is encoded already, and cannot be read before {@link #show}. */
  void holdBack(byte[] encoded) {
    buffer.append(encoded);
    endEntry();
  }

  /** Takes an entry that cannot be read before {@link #show}. */
  void holdBack(EventEncoder.Unplaced event) {
    event.appendTo(buffer, appended + 1L);
    endEntry();
  }

  void show() {
    shown = appended;
  }

  /** No entry follows: gives back the memory that was reserved for more. */
  void complete() {
    buffer.trim();
    ends = Arrays.copyOf(ends, appended);
    complete = true;
  }

  private void endEntry() {
    if (appended == ends.length) {
      ends = Arrays.copyOf(ends, appended + appended / 2);
    }
    ends[appended++] = buffer.length();
  }

  private int start(int position) {
    return position == 0 ? 0 : ends[position - 1];
  }
}

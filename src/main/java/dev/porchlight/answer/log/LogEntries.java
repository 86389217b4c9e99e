package dev.porchlight.answer.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one log, each as the bytes that every reader is sent, and what they weigh. Guarded
 * by the log's lock.
 */
final class LogEntries {

  /**
   * What an entry costs in memory beside its bytes: an array's header and padding, and a reference.
   */
  static final int OVERHEAD_BYTES = 24;

  private final List<byte[]> shown = new ArrayList<>();
  private byte @Nullable [] heldBack;
  private long bytes;

  boolean isEmpty() {
    return shown.isEmpty();
  }

  /** How many can be read. */
  long count() {
    return shown.size();
  }

  /** The weight of all, one that is held back too. */
  long bytes() {
    return bytes;
  }

  /** What all and one more would weigh. */
  long bytesWith(byte[] entry) {
    return bytes + entry.length + OVERHEAD_BYTES;
  }

  /** The entry after a position, or null where none can be read yet. */
  byte @Nullable [] after(long position) {
    return position < shown.size() ? shown.get((int) position) : null;
  }

  void append(byte[] entry) {
    bytes = bytesWith(entry);
    shown.add(entry);
  }

  /** Takes an entry that cannot be read before {@link #show}. */
  void holdBack(byte[] entry) {
    bytes = bytesWith(entry);
    heldBack = entry;
  }

  void show() {
    shown.add(Objects.requireNonNull(heldBack));
    heldBack = null;
  }
}

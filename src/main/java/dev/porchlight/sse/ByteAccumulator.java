package dev.porchlight.sse;

import java.util.Arrays;

/** A byte array that grows as it is appended to. For one thread at a time. */
final class ByteAccumulator {
  private byte[] bytes = new byte[256];
  private int length;

  void append(byte[] source, int from, int to) {
    int added = to - from;
    reserve(added);
    System.arraycopy(source, from, bytes, length, added);
    length += added;
  }

  void append(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  int length() {
    return length;
  }

  /** The first {@link #length} bytes hold what was appended, until the next append or clear. */
  byte[] array() {
    return bytes;
  }

  void clear() {
    length = 0;
  }

  private void reserve(int added) {
    if (length + added > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + added, bytes.length * 2));
    }
  }
}

package dev.porchlight.answer.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A byte array that grows as it is appended to. What was appended is never changed, so that a slice
 * of it can be read without the lock that guards the appending.
 */
final class EntryBuffer {

  private static final int FIRST_BYTES = 512;

  /** The longest form of one character: an escape such as {@code \\u001F}. */
  private static final int MOST_BYTES_A_CHARACTER = 6;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  int length() {
    return length;
  }

  /** Forgets what was appended from there on; no slice may have been taken of it. */
  void truncate(int to) {
    length = to;
  }

  /** What stands from one index to another. */
  ByteBuffer slice(int from, int to) {
    return ByteBuffer.wrap(bytes, from, to - from);
  }

  /** All of it, in an array of its own. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Gives back what was reserved for more. */
  void trim() {
    bytes = Arrays.copyOf(bytes, length);
  }

  EntryBuffer append(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  /** Appends a number in decimal digits, 0 or more. */
  EntryBuffer append(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    reserve(digits);
    length += digits;
    long rest = number;
    for (int at = length - 1; at >= length - digits; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /**
   * Appends the inside of a JSON string, as UTF-8. What UTF-8 cannot carry, half of a surrogate
   * pair that an upstream cut in two, is escaped.
   */
  EntryBuffer appendJson(String text) {
    int count = text.length();
    for (int i = 0; i < count; i++) {
      reserve(MOST_BYTES_A_CHARACTER);
      char c = text.charAt(i);
      if (c < 0x80) {
        appendAscii(c);
      } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
      } else if (i + 1 < count && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        appendSupplementary(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        appendEscape(c);
      }
    }
    return this;
  }

  private void appendAscii(char c) {
    if (c >= ' ' && c != '"' && c != '\\') {
      put(c);
      return;
    }
    switch (c) {
      case '"', '\\' -> appendShortEscape(c);
      case '\n' -> appendShortEscape('n');
      case '\r' -> appendShortEscape('r');
      case '\t' -> appendShortEscape('t');
      case '\b' -> appendShortEscape('b');
      case '\f' -> appendShortEscape('f');
      default -> appendEscape(c);
    }
  }

  private void appendShortEscape(char c) {
    put('\\');
    put(c);
  }

  private void appendEscape(char c) {
    put('\\');
    put('u');
    put(HEX[c >> 12]);
    put(HEX[(c >> 8) & 0xF]);
    put(HEX[(c >> 4) & 0xF]);
    put(HEX[c & 0xF]);
  }

  private void appendSupplementary(int character) {
    put(0xF0 | (character >> 18));
    put(0x80 | ((character >> 12) & 0x3F));
    put(0x80 | ((character >> 6) & 0x3F));
    put(0x80 | (character & 0x3F));
  }

  private void put(int next) {
    bytes[length++] = (byte) next;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
    }
  }
}

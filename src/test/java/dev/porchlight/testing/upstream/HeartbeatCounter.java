package dev.porchlight.testing.upstream;

/** Counts the comment lines of an event stream, which its decoder passes over. */
final class HeartbeatCounter {
  private int comments;
  private boolean atLineStart = true;

  void feed(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      comments += atLineStart && bytes[i] == ':' ? 1 : 0;
      atLineStart = bytes[i] == '\n' || bytes[i] == '\r';
    }
  }

  int comments() {
    return comments;
  }
}

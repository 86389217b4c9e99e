package dev.porchlight.testing.upstream;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of a length that was told; an end before it is an {@link EOFException}. */
final class SizedBody extends FilterInputStream {
  private long remaining;

  SizedBody(InputStream input, long length) {
    super(input);
    remaining = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (remaining == 0) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, remaining));
    if (read < 0) {
      throw new EOFException("The body ended " + remaining + " bytes too soon");
    }
    remaining -= read;
    return read;
  }
}

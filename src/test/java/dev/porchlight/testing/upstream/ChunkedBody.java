package dev.porchlight.testing.upstream;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks; an end before the last chunk is an {@link EOFException}. */
final class ChunkedBody extends FilterInputStream {
  private SizedBody chunk;
  private boolean beforeFirst = true;
  private boolean ended;

  ChunkedBody(InputStream input) {
    super(input);
    chunk = new SizedBody(input, 0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = chunk.read(bytes, offset, length);
    while (read < 0 && !ended) {
      nextChunk();
      read = chunk.read(bytes, offset, length);
    }
    return read;
  }

  private void nextChunk() throws IOException {
    if (!beforeFirst) {
      ResponseHead.line(in);
    }
    beforeFirst = false;
    int size = Integer.parseInt(ResponseHead.line(in), 16);
    chunk = new SizedBody(in, size);
    ended = size == 0;
    if (ended) {
      ResponseHead.line(in);
    }
  }
}

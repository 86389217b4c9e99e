package dev.porchlight.importer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Bytes that may be compressed with gzip. Stateless. */
final class Gzip {

  private Gzip() {}

  /**
   * The bytes unpacked, or as they are where they are not compressed; empty where they are more
   * than so many.
   *
   * @throws IOException if they are compressed, but not well
   */
  static Optional<byte[]> unpacked(byte[] bytes, int maxBytes) throws IOException {
    boolean isCompressed = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    if (!isCompressed) {
      return Optional.of(bytes);
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] unpacked = in.readNBytes(maxBytes + 1);
      return unpacked.length > maxBytes ? Optional.empty() : Optional.of(unpacked);
    }
  }
}

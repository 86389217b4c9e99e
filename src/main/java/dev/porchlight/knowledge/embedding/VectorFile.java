package dev.porchlight.knowledge.embedding;

import dev.porchlight.io.AtomicFile;
import dev.porchlight.io.StorageException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of vectors, each under the SHA-256 of the model's name and the text: a magic number, the
 * number of vectors and their dimensions (32 bits each, big-endian), then each key (32 bytes) and
 * its components (a byte each).
 */
public final class VectorFile implements VectorStorage {

  public static final String NAME = "vectors.bin";

  private static final Logger log = LoggerFactory.getLogger(VectorFile.class);
  private static final int MAGIC = 0x504c5631;
  private static final int KEY_BYTES = 32;
  private static final int MAX_VECTORS = 1_000_000;
  private static final int MAX_DIMENSIONS = 65_536;

  private final Path file;

  public VectorFile(Path file) {
    this.file = file;
  }

  @Override
  public String location() {
    return file.toString();
  }

  /** What it holds; nothing where it is not there, and nothing with a warning if it is damaged. */
  @Override
  public Map<String, byte[]> read() {
    Map<String, byte[]> vectors = new HashMap<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("it is no file of vectors");
      }
      int count = in.readInt();
      int dimensions = in.readInt();
      if (count < 0 || count > MAX_VECTORS || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
        throw new IOException("its head is damaged");
      }
      for (int i = 0; i < count; i++) {
        String key = HexFormat.of().formatHex(bytes(in, KEY_BYTES));
        vectors.put(key, bytes(in, dimensions));
      }
      return vectors;
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      log.warn(
          "The vectors in {} can't be read ({}); its passages are embedded again.",
          file,
          e.getMessage() == null ? e.toString() : e.getMessage());
      return Map.of();
    }
  }

  private static byte[] bytes(DataInputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("it is cut off");
    }
    return bytes;
  }

  /** Replaces the file in one step. */
  @Override
  public void write(Map<String, byte[]> vectors) {
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
      AtomicFile.write(file, bytesOf(vectors));
    } catch (IOException e) {
      throw new StorageException(
          "The passages' vectors can't be kept in %s (%s).".formatted(file, e), e);
    }
  }

  private static byte[] bytesOf(Map<String, byte[]> vectors) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(vectors.size());
    out.writeInt(vectors.values().stream().mapToInt(vector -> vector.length).max().orElse(1));
    for (Map.Entry<String, byte[]> each : vectors.entrySet()) {
      out.write(HexFormat.of().parseHex(each.getKey()));
      out.write(each.getValue());
    }
    return bytes.toByteArray();
  }
}

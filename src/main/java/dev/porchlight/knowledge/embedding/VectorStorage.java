package dev.porchlight.knowledge.embedding;

import dev.porchlight.io.StorageException;
import java.util.Map;

/**
 * Keeps the vectors of texts, each by the SHA-256 (in hexadecimal) of the model's name and the
 * text. A vector is a signed byte for each component. Safe for use by any thread.
 */
public interface VectorStorage {

  /** Where it keeps them, for the owner. */
  String location();

  /**
   * All that are kept.
   *
   * @throws StorageException where they can't be read
   */
  Map<String, byte[]> read();

  /**
   * Replaces all by these, which are all of the same dimensions.
   *
   * @throws StorageException where they can't be written
   */
  void write(Map<String, byte[]> vectors);
}

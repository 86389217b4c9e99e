package dev.porchlight.knowledge.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.encoding.Sha256;
import dev.porchlight.io.StorageException;
import dev.porchlight.knowledge.content.ContentLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vectors that were made of texts, kept by what the texts say. Safe for use by any thread. */
public final class VectorStore {

  private static final Logger log = LoggerFactory.getLogger(VectorStore.class);

  private final @Nullable VectorStorage storage;
  private final Map<String, QuantizedVector> vectors = new ConcurrentHashMap<>();

  private VectorStore(@Nullable VectorStorage storage) {
    this.storage = storage;
  }

  /**
   * Opens the vectors that stand beside the content, and those of the storage, where new ones are
   * kept.
   *
   * @param storage null where new vectors are forgotten at the end
   */
  public static VectorStore open(@Nullable Path contentFolder, @Nullable VectorStorage storage) {
    VectorStore store = new VectorStore(storage);
    if (contentFolder != null) {
      store.load(besideContent(contentFolder));
    }
    if (storage != null) {
      store.load(storage);
    }
    return store;
  }

  /** Opens the vectors that stand beside the content, where new ones are kept too. */
  public static VectorStore openBeside(Path contentFolder) {
    VectorStorage beside = besideContent(contentFolder);
    VectorStore store = new VectorStore(beside);
    store.load(beside);
    return store;
  }

  private static VectorStorage besideContent(Path contentFolder) {
    return new VectorFile(ContentLoader.besideContent(contentFolder, VectorFile.NAME));
  }

  private void load(VectorStorage from) {
    try {
      from.read().forEach((key, bytes) -> vectors.put(key, QuantizedVector.ofBytes(bytes)));
    } catch (StorageException e) {
      log.warn("{} Passages are embedded again.", e.getMessage());
    }
  }

  /** Where new vectors are kept, for the owner; null for nowhere. */
  @Nullable String location() {
    return storage == null ? null : storage.location();
  }

  static String keyOf(String model, String text) {
    return new Sha256().add(model.getBytes(UTF_8)).add(new byte[1]).add(text.getBytes(UTF_8)).hex();
  }

  @Nullable QuantizedVector get(String key) {
    return vectors.get(key);
  }

  void put(String key, QuantizedVector vector) {
    vectors.put(key, vector);
  }

  /** Forgets all others, and those whose dimensions are not the latest one's. */
  void retain(Collection<String> keys, int dimensions) {
    vectors.keySet().retainAll(keys);
    vectors.values().removeIf(vector -> vector.dimensions() != dimensions);
  }

  /** Keeps all of them; a failure is a warning, since all goes on without it. */
  synchronized void save() {
    if (storage == null || vectors.isEmpty()) {
      return;
    }
    Map<String, byte[]> bytes = new HashMap<>();
    vectors.forEach((key, vector) -> bytes.put(key, vector.toBytes()));
    try {
      storage.write(bytes);
    } catch (StorageException e) {
      log.warn("{} The vectors are made again after a restart.", e.getMessage());
    }
  }
}

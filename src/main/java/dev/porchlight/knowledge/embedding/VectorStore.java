package dev.porchlight.knowledge.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.encoding.Sha256;
import dev.porchlight.knowledge.content.ContentLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vectors that were made of texts, kept by what the texts say. Safe for use by any thread. */
public final class VectorStore {

  private static final Logger log = LoggerFactory.getLogger(VectorStore.class);

  private final @Nullable Path file;
  private final Map<String, QuantizedVector> vectors = new ConcurrentHashMap<>();

  private VectorStore(@Nullable Path file, List<Path> others) {
    this.file = file;
    others.forEach(other -> vectors.putAll(VectorFile.read(other)));
    if (file != null) {
      vectors.putAll(VectorFile.read(file));
    }
  }

  /**
   * Opens the vectors that stand beside the content, and those of the data folder, where new ones
   * are kept.
   *
   * @param dataFolder null where new vectors are forgotten at the end
   */
  public static VectorStore open(@Nullable Path contentFolder, @Nullable Path dataFolder) {
    List<Path> others = new ArrayList<>();
    if (contentFolder != null) {
      others.add(besideContent(contentFolder));
    }
    return new VectorStore(dataFolder == null ? null : dataFolder.resolve(VectorFile.NAME), others);
  }

  /** Opens the vectors that stand beside the content, where new ones are kept too. */
  public static VectorStore openBeside(Path contentFolder) {
    return new VectorStore(besideContent(contentFolder), List.of());
  }

  private static Path besideContent(Path contentFolder) {
    return ContentLoader.besideContent(contentFolder, VectorFile.NAME);
  }

  /** Where new vectors are kept, or null. */
  @Nullable Path file() {
    return file;
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

  /** Writes the file; a failure is a warning, since all goes on without it. */
  synchronized void save() {
    if (file == null || vectors.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(file.resolveSibling("").toAbsolutePath());
      VectorFile.write(file, Map.copyOf(vectors));
    } catch (IOException e) {
      log.warn(
          "The passages' vectors can't be kept in {} ({}); they are made again after a restart.",
          file,
          e.toString());
    }
  }
}

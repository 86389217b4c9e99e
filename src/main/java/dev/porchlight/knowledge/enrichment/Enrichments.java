package dev.porchlight.knowledge.enrichment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.encoding.Sha256;
import dev.porchlight.knowledge.content.Passage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was written of the passages, as it was at one time. A passage that has changed since has
 * none. Immutable.
 *
 * @param byPassage by the passages' keys
 */
public record Enrichments(Map<String, Enrichment> byPassage) implements Function<Passage, String> {

  public static final Enrichments NONE = new Enrichments(Map.of());

  public Enrichments {
    byPassage = Map.copyOf(byPassage);
  }

  /** Reads what stands beside the content and in the data folder; either may be null. */
  public static Enrichments read(@Nullable Path contentFolder, @Nullable Path dataFolder) {
    Map<String, Enrichment> found = new HashMap<>();
    places(contentFolder, dataFolder).forEach(file -> found.putAll(file.read()));
    return new Enrichments(found);
  }

  private static List<EnrichmentFile> places(
      @Nullable Path contentFolder, @Nullable Path dataFolder) {
    return Stream.of(
            contentFolder == null ? null : EnrichmentFile.besideContent(contentFolder),
            dataFolder == null ? null : EnrichmentFile.in(dataFolder))
        .filter(Objects::nonNull)
        .toList();
  }

  /** What was written of a passage, as one text; empty where nothing was. */
  @Override
  public String apply(Passage passage) {
    if (byPassage.isEmpty()) {
      return "";
    }
    Enrichment found = byPassage.get(keyOf(passage));
    return found == null ? "" : found.text();
  }

  boolean has(Passage passage) {
    return byPassage.containsKey(keyOf(passage));
  }

  static String keyOf(Passage passage) {
    return new Sha256()
        .add(passage.title().getBytes(UTF_8))
        .add(new byte[1])
        .add(passage.text().getBytes(UTF_8))
        .hex();
  }
}

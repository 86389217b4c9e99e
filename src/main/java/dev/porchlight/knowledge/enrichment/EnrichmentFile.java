package dev.porchlight.knowledge.enrichment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.porchlight.io.AtomicFile;
import dev.porchlight.knowledge.content.ContentLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of what was written of the passages: a JSON object on each line, so that what was written
 * before an interruption stays. Its writes are safe for use by any thread.
 */
public final class EnrichmentFile {

  private static final Logger log = LoggerFactory.getLogger(EnrichmentFile.class);
  private static final String NAME = "enrichment.jsonl";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path path;

  private EnrichmentFile(Path path) {
    this.path = path;
  }

  /** The one beside the content. */
  public static EnrichmentFile besideContent(Path contentFolder) {
    return new EnrichmentFile(ContentLoader.besideContent(contentFolder, NAME));
  }

  /** The one in the data folder. */
  public static EnrichmentFile in(Path dataFolder) {
    return new EnrichmentFile(dataFolder.resolve(NAME));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Makes the file where there is none yet; a line that an interruption left torn is ended. */
  public void create() throws IOException {
    Files.createDirectories(path.resolveSibling("").toAbsolutePath());
    boolean isTorn = Files.exists(path) && !endsALine(Files.readAllBytes(path));
    Files.writeString(
        path, isTorn ? "\n" : "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static boolean endsALine(byte[] bytes) {
    return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
  }

  /** By the passages' keys; lines that can't be understood are left out, with one warning. */
  Map<String, Enrichment> read() {
    if (!Files.exists(path)) {
      return Map.of();
    }
    Map<String, Enrichment> found = new HashMap<>();
    int faulty = 0;
    try {
      for (String line : new String(Files.readAllBytes(path), UTF_8).lines().toList()) {
        Line parsed = parse(line);
        if (parsed != null) {
          found.put(parsed.passage, parsed.enrichment);
        } else if (!line.isBlank()) {
          faulty++;
        }
      }
    } catch (IOException e) {
      log.warn("{} can't be read ({}); passages are found by their own words.", path, e.toString());
    }
    if (faulty > 0) {
      log.warn("{} has {} lines that can't be understood; run enrich again.", path, faulty);
    }
    return found;
  }

  private record Line(String passage, Enrichment enrichment) {}

  private static @Nullable Line parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      JsonNode passage = json.path("passage");
      Enrichment enrichment = enrichmentOf(json);
      return passage.isTextual() && enrichment != null
          ? new Line(passage.asText(), enrichment)
          : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** What an object says of a passage, or null where it says nothing. */
  static @Nullable Enrichment enrichmentOf(JsonNode json) {
    List<String> questions = new ArrayList<>();
    for (JsonNode question : json.path("questions")) {
      if (question.isTextual() && !question.asText().isBlank()) {
        questions.add(question.asText());
      }
    }
    String context = json.path("context").asText();
    return questions.isEmpty() && context.isBlank() ? null : new Enrichment(context, questions);
  }

  synchronized void append(String passage, Enrichment enrichment) throws IOException {
    Files.writeString(path, lineOf(passage, enrichment), UTF_8, StandardOpenOption.APPEND);
  }

  /** Replaces the file by these. */
  synchronized void replace(Map<String, Enrichment> all) throws IOException {
    StringBuilder lines = new StringBuilder();
    all.forEach((passage, enrichment) -> lines.append(lineOf(passage, enrichment)));
    AtomicFile.write(path, lines.toString().getBytes(UTF_8));
  }

  private static String lineOf(String passage, Enrichment enrichment) {
    ObjectNode json = JSON.createObjectNode().put("passage", passage);
    json.put("context", enrichment.context());
    ArrayNode questions = json.putArray("questions");
    enrichment.questions().forEach(questions::add);
    return json + "\n";
  }
}

package dev.porchlight.llm.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.porchlight.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small file of JSON with what was spent at each upstream on its day; replaced as a whole, so
 * that it is never half written.
 */
final class BudgetStore {
  private static final JsonMapper JSON = new JsonMapper();

  /** More than any provider sells in a day: a larger number is a mistake. */
  private static final long MAX_TOKENS = 1_000_000_000_000_000L;

  private final Path file;

  BudgetStore(Path folder) {
    file = folder.resolve("budget.json");
  }

  /**
   * What the file says, by the upstreams' names; nothing where there is none.
   *
   * @throws BudgetStoreException if it can't be read, or not be understood
   */
  Map<String, DailySpend> read() {
    Map<String, DailySpend> spent = new TreeMap<>();
    try {
      if (Files.exists(file)) {
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        require(root.isObject(), "not an object");
        root.properties().forEach(entry -> spent.put(entry.getKey(), daySpent(entry.getValue())));
      }
      return spent;
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw new BudgetStoreException(
          file + " can't be read as the record of the day's token budget.", e);
    }
  }

  /**
   * Gives the file another name, so that what it holds is not overwritten.
   *
   * @return the new name, or the old one where it could not be changed
   */
  Path setAside() {
    Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
    for (int i = 2; Files.exists(aside); i++) {
      aside = file.resolveSibling(file.getFileName() + ".unreadable-" + i);
    }
    try {
      return Files.move(file, aside);
    } catch (IOException e) {
      return file;
    }
  }

  /**
   * Replaces the file.
   *
   * @throws BudgetStoreException if it can't be written
   */
  void write(Map<String, DailySpend> spent) {
    ObjectNode root = JSON.createObjectNode();
    spent.forEach(
        (upstream, of) ->
            root.putObject(upstream).put("day", of.day().toString()).put("tokens", of.tokens()));
    try {
      AtomicFile.write(file, (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BudgetStoreException(
          file + ", the record of the day's token budget, can't be written.", e);
    }
  }

  private static DailySpend daySpent(JsonNode entry) {
    JsonNode tokens = entry.path("tokens");
    require(tokens.isIntegralNumber() && tokens.canConvertToLong(), "tokens is no number");
    require(tokens.asLong() >= 0 && tokens.asLong() <= MAX_TOKENS, "tokens is out of bounds");
    return new DailySpend(LocalDate.parse(entry.path("day").asText()), tokens.asLong());
  }

  private static void require(boolean met, String otherwise) {
    if (!met) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

package dev.porchlight.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.io.StorageException;
import dev.porchlight.llm.budget.DailySpend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file of JSON in which versions before 0.2 kept what was spent at each upstream on its day.
 */
record LegacyBudgetFile(Path file) {
  private static final JsonMapper JSON = new JsonMapper();

  /** More than any provider sells in a day: a larger number is a mistake. */
  private static final long MAX_TOKENS = 1_000_000_000_000_000L;

  static LegacyBudgetFile in(Path folder) {
    return new LegacyBudgetFile(folder.resolve("budget.json"));
  }

  boolean exists() {
    return Files.exists(file);
  }

  /**
   * What the file says, by the upstreams' names.
   *
   * @throws StorageException if it can't be read, or not be understood; it has another name then
   */
  Map<String, DailySpend> read() {
    Map<String, DailySpend> spent = new TreeMap<>();
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      require(root.isObject(), "not an object");
      root.properties().forEach(entry -> spent.put(entry.getKey(), spend(entry.getValue())));
      return spent;
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      throw new StorageException(
          "%s can't be read as the record of the day's token budget; it is now %s"
              .formatted(file, setAside()),
          e);
    }
  }

  /** What the file says is kept elsewhere now. */
  void delete() {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new StorageException(file + " can't be deleted", e);
    }
  }

  /** Gives the file another name; gives the old one where it could not be changed. */
  private Path setAside() {
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

  private static DailySpend spend(JsonNode entry) {
    JsonNode tokens = entry.path("tokens");
    require(tokens.isIntegralNumber() && tokens.canConvertToLong(), "tokens is no number");
    require(tokens.asLong() >= 0 && tokens.asLong() <= MAX_TOKENS, "tokens is out of bounds");
    return new DailySpend(
        LocalDate.parse(entry.path("day").asText()), tokens.asLong(), DailySpend.Unit.TOKENS);
  }

  private static void require(boolean met, String otherwise) {
    if (!met) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

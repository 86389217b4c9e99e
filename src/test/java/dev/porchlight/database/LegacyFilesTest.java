package dev.porchlight.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.io.StorageException;
import dev.porchlight.knowledge.embedding.VectorFile;
import dev.porchlight.llm.budget.DailySpend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What versions before 0.2 kept in files is taken over. */
final class LegacyFilesTest {

  @TempDir Path folder;

  @Test
  void theBudgetsFileIsTakenOver() throws IOException {
    Files.writeString(file(), "{\"fallback\":{\"day\":\"2026-06-01\",\"tokens\":5}}");
    DailySpend spent = new DailySpend(LocalDate.of(2026, 6, 1), 5, DailySpend.Unit.TOKENS);
    assertThat(read()).isEqualTo(Map.of("fallback", spent));
    assertThat(file()).doesNotExist();
    assertThat(read()).isEqualTo(Map.of("fallback", spent));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"primary\":",
        "[]",
        "7",
        "{\"primary\":7}",
        "{\"primary\":{\"day\":\"today\",\"tokens\":1}}",
        "{\"primary\":{\"day\":\"2026-06-01\"}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":\"1\"}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":1.5}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":-1}}",
        "{\"primary\":{\"day\":\"2026-06-01\",\"tokens\":9000000000000000000}}"
      })
  void oneThatCantBeUnderstoodIsSetAside(String content) throws IOException {
    for (String name : List.of("budget.json.unreadable", "budget.json.unreadable-2")) {
      Files.writeString(file(), content);
      assertThatThrownBy(this::read)
          .isInstanceOf(StorageException.class)
          .hasMessageContainingAll(file().toString(), folder.resolve(name).toString());
      assertThat(folder.resolve(name)).hasContent(content);
    }
    assertThat(read()).isEmpty();
  }

  @Test
  void theFileOfVectorsIsTakenOver() {
    String key = "0123456789abcdef".repeat(4);
    Path file = folder.resolve(VectorFile.NAME);
    new VectorFile(file).write(Map.of(key, new byte[] {1, -2, 3}));
    for (int i = 0; i < 2; i++) {
      try (Database database = open()) {
        Map<String, byte[]> vectors = new SqliteVectorStorage(database).read();
        assertThat(vectors).containsOnlyKeys(key);
        assertThat(vectors.get(key)).containsExactly(1, -2, 3);
        assertThat(file).doesNotExist();
      }
    }
  }

  @Test
  void vectorsThatAreNoLongerWantedAreForgotten() {
    String one = "00".repeat(32);
    String other = "01".repeat(32);
    try (Database database = open()) {
      SqliteVectorStorage storage = new SqliteVectorStorage(database);
      storage.write(Map.of(one, new byte[] {1}, other, new byte[] {2}));
      storage.write(Map.of(other, new byte[] {2}));
      assertThat(storage.read()).containsOnlyKeys(other);
    }
  }

  private Map<String, DailySpend> read() {
    try (Database database = open()) {
      return new SqliteBudgetStore(database).read();
    }
  }

  private Database open() {
    return Database.open(folder, Ticker.systemTicker());
  }

  private Path file() {
    return folder.resolve("budget.json");
  }
}

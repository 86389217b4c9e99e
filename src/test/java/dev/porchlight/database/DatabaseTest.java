package dev.porchlight.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.io.StorageException;
import dev.porchlight.llm.budget.DailySpend;
import dev.porchlight.owner.DayStore.Figure;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.SmallDisk;
import dev.porchlight.testing.upstream.RecordedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseTest {

  private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
  private static final Figure QUESTIONS = new Figure("questions", "all");

  @TempDir Path folder;
  private final ManualScheduler time = new ManualScheduler();

  @Test
  void whatIsWrittenIsThereAfterARestart() {
    try (Database database = open()) {
      add(database, 7);
    }
    try (Database database = open()) {
      assertThat(questions(database)).isEqualTo(7);
    }
    assertThat(folder.resolve(Database.FILE)).exists();
  }

  @Test
  void anOwnerCanLookIntoItWhileTheServerRuns() throws SQLException {
    try (Database database = open();
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement()) {
      add(database, 7);
      try (ResultSet row =
          statement.executeQuery("SELECT day, amount FROM day_figure WHERE kind = 'questions'")) {
        assertThat(row.getString(1)).isEqualTo("2026-06-01");
        assertThat(row.getLong(2)).isEqualTo(7);
      }
      add(database, 1);
      assertThat(questions(database)).isEqualTo(8);
    }
  }

  @Test
  void aTransactionThatFailsLeavesNothingBehind() {
    try (Database database = open()) {
      add(database, 7);
      assertThatThrownBy(
              () ->
                  database.write(
                      connection -> {
                        try (Statement statement = connection.createStatement()) {
                          statement.executeUpdate("UPDATE day_figure SET amount = 99");
                          statement.executeUpdate("UPDATE no_such_table SET amount = 99");
                        }
                      }))
          .isInstanceOf(StorageException.class)
          .hasMessageContainingAll(file().toString(), "no_such_table");
      assertThat(questions(database)).isEqualTo(7);
    }
  }

  @Test
  void oneOfANewerVersionIsRefusedInALineAndNotTouched() throws Exception {
    open().close();
    pragma("user_version = 99");
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(this::open)
        .isInstanceOf(NewerSchemaException.class)
        .hasMessage(
            "%s was written by a newer Porchlight (its schema is 99, this version knows up to %d);"
                    .formatted(file(), Schema.VERSION)
                + " start that version, or set DATA_DIR to another folder.");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no database at all, but a file of text", ""})
  void aFileThatIsNoneIsSetAsideAndTheOwnerIsTold(String content) throws IOException {
    Files.writeString(file(), content);
    try (RecordedLog log = RecordedLog.of(Database.class);
        Database database = open()) {
      add(database, 7);
      assertThat(questions(database)).isEqualTo(7);
      if (!content.isEmpty()) {
        assertThat(aside()).hasContent(content);
        assertThat(log.lines())
            .singleElement()
            .asString()
            .contains(file() + " is damaged", "It is now " + aside(), "a new one is begun");
        assertThat(database.isRecordLost()).isTrue();
      }
    }
  }

  @Test
  void aFileThatIsDamagedInItsMidstIsSetAside() throws IOException {
    try (Database database = open()) {
      for (int i = 0; i < 50; i++) {
        Map<Figure, Long> many = Map.of(new Figure("ending", "x".repeat(500) + i), 1L);
        new SqliteDayStore(database).add(Map.of(DAY, many), DAY);
      }
    }
    byte[] bytes = Files.readAllBytes(file());
    byte[] garbage = new byte[bytes.length - 4096];
    new Random(7).nextBytes(garbage);
    System.arraycopy(garbage, 0, bytes, 4096, garbage.length);
    Files.write(file(), bytes);
    try (Database database = open()) {
      assertThat(questions(database)).isZero();
      add(database, 1);
      assertThat(questions(database)).isOne();
    }
    assertThat(Files.readAllBytes(aside())).isEqualTo(bytes);
  }

  @Test
  void aFileThatIsDamagedWhileItIsOpenIsSetAsideAndTheNextWriteIsKept() throws IOException {
    try (Database database = open()) {
      add(database, 1);
      database.write(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              statement.executeUpdate("PRAGMA writable_schema = ON");
              statement.executeUpdate(
                  "UPDATE sqlite_schema SET rootpage = 9999 WHERE name = 'day_figure'");
            }
          });
      try {
        add(database, 1);
      } catch (StorageException once) {
        assertThat(once).hasMessageContaining(file().toString());
      }
      assertThatThrownBy(() -> reopened(database)).isInstanceOf(StorageException.class);
      add(database, 5);
      assertThat(questions(database)).isEqualTo(5);
    }
    assertThat(aside()).exists();
  }

  /** Has a connection that has not read the schema yet look at the table. */
  private static void reopened(Database database) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE no_such_table SET a = 1");
          }
        });
    add(database, 1);
  }

  @Test
  void onAFullDiskTheCallFailsAndTheNextOneWorksOnceThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder);
        RecordedLog log = RecordedLog.of(Database.class);
        Database database = Database.open(disk.folder(), time)) {
      add(database, 7);
      disk.fill();
      assertThatThrownBy(() -> addMuch(database))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("full");
      assertThatThrownBy(() -> addMuch(database)).isInstanceOf(StorageException.class);
      assertThat(log.lines()).hasSize(1);
      assertThat(questions(database)).isEqualTo(7);
      time.advance(Duration.ofMinutes(1));
      assertThatThrownBy(() -> addMuch(database)).isInstanceOf(StorageException.class);
      assertThat(log.lines()).hasSize(2);
      disk.free();
      add(database, 1);
      assertThat(questions(database)).isEqualTo(8);
    }
  }

  @Test
  void whatIsOnAReadOnlyDiskIsReadAndNothingIsWritten() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder)) {
      try (Database database = Database.open(disk.folder(), time)) {
        add(database, 7);
        new SqliteBudgetStore(database)
            .write(Map.of("primary", new DailySpend(DAY, 5, DailySpend.Unit.TOKENS)));
      }
      disk.makeReadOnly();
      try (RecordedLog log = RecordedLog.of(Database.class);
          Database database = Database.open(disk.folder(), time)) {
        assertThat(questions(database)).isEqualTo(7);
        assertThat(new SqliteBudgetStore(database).read()).containsOnlyKeys("primary");
        assertThatThrownBy(() -> add(database, 1)).isInstanceOf(StorageException.class);
        assertThat(log.lines()).singleElement().asString().contains("in memory alone");
      }
    }
  }

  @Test
  void aFolderThatCantBeMadeHasNothingAndTakesNothing() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    try (Database database = Database.open(inTheWay.resolve("data"), time)) {
      assertThat(questions(database)).isZero();
      assertThatThrownBy(() -> add(database, 1)).isInstanceOf(StorageException.class);
    }
  }

  @Test
  void whatIsErasedIsOverwritten() throws IOException {
    String secret = "a name that nobody is to find again";
    try (Database database = open()) {
      Map<Figure, Long> figures = Map.of(new Figure("ending", secret), 1L);
      new SqliteDayStore(database).add(Map.of(DAY, figures), DAY);
      new SqliteDayStore(database).add(Map.of(), DAY.plusDays(1));
    }
    assertThat(Files.readString(file(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(secret);
    assertThat(folder.toFile().list()).containsExactly(Database.FILE);
  }

  @Test
  void afterTheEndNothingIsWritten() {
    Database database = open();
    database.close();
    assertThatThrownBy(() -> add(database, 1)).isInstanceOf(StorageException.class);
  }

  private Database open() {
    return Database.open(folder, Ticker.systemTicker());
  }

  private Path file() {
    return folder.resolve(Database.FILE);
  }

  private Path aside() {
    return folder.resolve(Database.FILE + ".damaged");
  }

  private void pragma(String pragma) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA " + pragma);
    }
  }

  private static void add(Database database, long questions) {
    new SqliteDayStore(database).add(Map.of(DAY, Map.of(QUESTIONS, questions)), DAY);
  }

  private static void addMuch(Database database) {
    Map<Figure, Long> much = Map.of(new Figure("ending", "x".repeat(300_000)), 1L);
    new SqliteDayStore(database).add(Map.of(DAY, much), DAY);
  }

  private static long questions(Database database) {
    return new SqliteDayStore(database)
        .read()
        .getOrDefault(DAY, Map.of())
        .getOrDefault(QUESTIONS, 0L);
  }
}

package dev.porchlight.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.messages.MessageLimits;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.messages.MessageStoreContract;
import dev.porchlight.messages.Messages;
import dev.porchlight.messages.VisitorMessage;
import dev.porchlight.testing.ManualScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store in SQLite. */
final class SqliteMessageStoreTest extends MessageStoreContract {

  @TempDir private Path folder;
  private Database database;
  private MessageStore store;

  @BeforeEach
  void open() {
    database = Database.open(folder, new ManualScheduler());
    store = new SqliteMessageStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected MessageStore store() {
    return store;
  }

  @Test
  void aRestartFindsEverything() {
    store.add(Messages.of("a"), new MessageLimits(null, 10));
    store.add(Messages.of("b"), new MessageLimits(null, 10));
    store.failed("a", Messages.NOON.plusSeconds(5), "refused");
    store.delivered("b", Messages.NOON);
    var waiting = store.waiting();
    close();
    open();
    assertThat(store.waiting()).isEqualTo(waiting).hasSize(1);
    assertThat(store.knows("b")).isTrue();
    assertThat(store.deliveredPerDay()).hasSize(1);
  }

  @Test
  void whatWasDeliveredIsNowhereInTheFolder() throws IOException {
    String words = "very private words";
    store.add(
        new VisitorMessage("a", Messages.NOON, words, "ana@example.com", List.of()),
        new MessageLimits(null, 10));
    assertThat(isInFolder(words)).isTrue();
    store.delivered("a", Messages.NOON);
    assertThat(isInFolder(words)).isFalse();
    assertThat(isInFolder("ana@example.com")).isFalse();
    assertThat(store.knows("a")).isTrue();
  }

  private boolean isInFolder(String words) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(words)) {
          return true;
        }
      }
    }
    return false;
  }
}

package dev.porchlight.database;

import dev.porchlight.owner.DayStore;
import dev.porchlight.owner.DayStoreContract;
import dev.porchlight.testing.ManualScheduler;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The figures in SQLite. */
final class SqliteDayStoreTest extends DayStoreContract {

  @TempDir private Path folder;
  private Database database;
  private DayStore store;

  @BeforeEach
  void open() {
    database = Database.open(folder, new ManualScheduler());
    store = new SqliteDayStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected DayStore store() {
    return store;
  }
}

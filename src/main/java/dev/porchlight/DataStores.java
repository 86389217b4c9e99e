package dev.porchlight;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.owner.SharedRecords;
import dev.porchlight.database.Database;
import dev.porchlight.database.SqliteBudgetStore;
import dev.porchlight.database.SqliteDayStore;
import dev.porchlight.database.SqliteMessageStore;
import dev.porchlight.database.SqliteUnansweredStore;
import dev.porchlight.database.SqliteVectorStorage;
import dev.porchlight.knowledge.embedding.VectorStorage;
import dev.porchlight.llm.budget.BudgetStore;
import dev.porchlight.messages.LeftMessages;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.owner.DayStore;
import dev.porchlight.owner.UnansweredStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is kept: over Redis what machines share, else in the data folder; each store is null where
 * there is neither.
 *
 * @param leftMessages those that wait in the data folder, where Redis keeps them now
 */
record DataStores(
    @Nullable Database database,
    @Nullable BudgetStore budget,
    @Nullable DayStore days,
    @Nullable UnansweredStore unanswered,
    @Nullable VectorStorage vectors,
    @Nullable MessageStore messages,
    @Nullable LeftMessages leftMessages)
    implements AutoCloseable {

  /**
   * Opens them.
   *
   * @param folder null where nothing is kept in one
   * @param shared the stores over Redis, or null where this machine is the only one
   * @throws dev.porchlight.database.NewerSchemaException where a newer version wrote what is there
   */
  static DataStores open(@Nullable Path folder, @Nullable SharedRecords shared, Ticker ticker) {
    if (folder == null) {
      return new DataStores(
          null,
          null,
          shared == null ? null : shared.days(),
          null,
          null,
          shared == null ? null : shared.messages(),
          null);
    }
    Database database = Database.open(folder, ticker);
    MessageStore ownMessages = new SqliteMessageStore(database);
    return new DataStores(
        database,
        new SqliteBudgetStore(database),
        shared == null ? new SqliteDayStore(database) : shared.days(),
        new SqliteUnansweredStore(database),
        new SqliteVectorStorage(database),
        shared == null ? ownMessages : shared.messages(),
        shared == null ? null : new LeftMessages(ownMessages));
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
    }
  }
}

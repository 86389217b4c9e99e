package dev.porchlight.database;

import dev.porchlight.io.StorageException;
import dev.porchlight.llm.budget.BudgetStore;
import dev.porchlight.llm.budget.DailySpend;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The table {@code budget}; takes over the file of a version before 0.2. */
public final class SqliteBudgetStore implements BudgetStore {

  private final Database database;

  public SqliteBudgetStore(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, DailySpend> read() {
    Map<String, DailySpend> spent = database.read(SqliteBudgetStore::rows, Map.of());
    if (database.isRecordLost()) {
      throw new StorageException("the database was damaged or can't be read");
    }
    LegacyBudgetFile before = LegacyBudgetFile.in(database.file().resolveSibling(""));
    if (!spent.isEmpty() || !before.exists()) {
      return spent;
    }
    Map<String, DailySpend> known = before.read();
    write(known);
    before.delete();
    return known;
  }

  private static Map<String, DailySpend> rows(Connection connection) throws SQLException {
    Map<String, DailySpend> spent = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT name, day, spent, unit FROM budget");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        spent.put(row.getString(1), spend(row));
      }
    }
    return spent;
  }

  private static DailySpend spend(ResultSet row) throws SQLException {
    try {
      return new DailySpend(
          LocalDate.parse(row.getString(2)),
          Math.max(0, row.getLong(3)),
          DailySpend.Unit.valueOf(row.getString(4).toUpperCase(Locale.ROOT)));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new SQLException("the table budget holds what can't be understood", e);
    }
  }

  @Override
  public void write(Map<String, DailySpend> spent) {
    database.write(
        connection -> {
          try (PreparedStatement upsert =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO budget (name, day, spent, unit) VALUES (?, ?, ?, ?)")) {
            for (Map.Entry<String, DailySpend> each : spent.entrySet()) {
              upsert.setString(1, each.getKey());
              upsert.setString(2, each.getValue().day().toString());
              upsert.setLong(3, each.getValue().amount());
              upsert.setString(4, each.getValue().unit().wireName());
              upsert.executeUpdate();
            }
          }
        });
  }
}

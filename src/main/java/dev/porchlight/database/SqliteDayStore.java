package dev.porchlight.database;

import dev.porchlight.owner.DayStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/** The table {@code day_figure}. */
public final class SqliteDayStore implements DayStore {

  private final Database database;

  public SqliteDayStore(Database database) {
    this.database = database;
  }

  @Override
  public Map<LocalDate, Map<Figure, Long>> read() {
    return database.read(SqliteDayStore::rows, Map.of());
  }

  private static Map<LocalDate, Map<Figure, Long>> rows(Connection connection) throws SQLException {
    Map<LocalDate, Map<Figure, Long>> days = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT day, kind, name, amount FROM day_figure");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        days.computeIfAbsent(day(row.getString(1)), unknown -> new HashMap<>())
            .put(new Figure(row.getString(2), row.getString(3)), row.getLong(4));
      }
    }
    return days;
  }

  private static LocalDate day(String text) throws SQLException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new SQLException("the table day_figure holds a day that is none", e);
    }
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public void add(Map<LocalDate, Map<Figure, Long>> more, LocalDate first) {
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM day_figure WHERE day < ?")) {
            delete.setString(1, first.toString());
            delete.executeUpdate();
          }
          try (PreparedStatement upsert =
              connection.prepareStatement(
                  "INSERT INTO day_figure (day, kind, name, amount) VALUES (?, ?, ?, ?)"
                      + " ON CONFLICT DO UPDATE SET amount = amount + excluded.amount")) {
            for (Map.Entry<LocalDate, Map<Figure, Long>> day : more.entrySet()) {
              add(upsert, day.getKey(), day.getValue());
            }
          }
        });
  }

  private static void add(PreparedStatement upsert, LocalDate day, Map<Figure, Long> figures)
      throws SQLException {
    for (Map.Entry<Figure, Long> each : figures.entrySet()) {
      upsert.setString(1, day.toString());
      upsert.setString(2, each.getKey().kind());
      upsert.setString(3, each.getKey().name());
      upsert.setLong(4, each.getValue());
      upsert.executeUpdate();
    }
  }
}

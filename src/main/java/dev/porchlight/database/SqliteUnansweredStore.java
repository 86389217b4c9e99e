package dev.porchlight.database;

import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.owner.UnansweredStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The table {@code unanswered}. */
public final class SqliteUnansweredStore implements UnansweredStore {

  private final Database database;

  public SqliteUnansweredStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Kept> read() {
    return database.read(SqliteUnansweredStore::rows, List.of());
  }

  private static List<Kept> rows(Connection connection) throws SQLException {
    List<Kept> kept = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT words, question, times, visitors, reasons, last_asked FROM unanswered"
                    + " ORDER BY last_asked, words");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        kept.add(question(row));
      }
    }
    return kept;
  }

  private static Kept question(ResultSet row) throws SQLException {
    try {
      return new Kept(
          row.getString(1),
          row.getString(2),
          row.getInt(3),
          row.getInt(4),
          reasons(row.getString(5)),
          LocalDate.parse(row.getString(6)));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new SQLException("the table unanswered holds what can't be understood", e);
    }
  }

  private static Set<Reason> reasons(String text) {
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    Arrays.stream(text.split(",", -1))
        .filter(name -> !name.isEmpty())
        .forEach(name -> reasons.add(Reason.valueOf(name.toUpperCase(Locale.ROOT))));
    return reasons;
  }

  @Override
  public void write(Collection<Kept> changed, Collection<String> erased) {
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM unanswered WHERE words = ?")) {
            for (String words : erased) {
              delete.setString(1, words);
              delete.executeUpdate();
            }
          }
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO unanswered (words, question, times, visitors, reasons, last_asked)"
                      + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (Kept each : changed) {
              insert.setString(1, each.words());
              insert.setString(2, each.question());
              insert.setInt(3, each.times());
              insert.setInt(4, each.visitors());
              insert.setString(5, inWords(each.reasons()));
              insert.setString(6, each.lastAsked().toString());
              insert.executeUpdate();
            }
          }
        });
  }

  @Override
  public void eraseBefore(LocalDate day) {
    database.write(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM unanswered WHERE last_asked < ?")) {
            delete.setString(1, day.toString());
            delete.executeUpdate();
          }
        });
  }

  private static String inWords(Set<Reason> reasons) {
    return reasons.stream()
        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(","));
  }
}

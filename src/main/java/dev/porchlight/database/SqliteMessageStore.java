package dev.porchlight.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.messages.MessageLimits;
import dev.porchlight.messages.MessageLimits.Taking;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.messages.VisitorMessage;
import dev.porchlight.messages.WaitingMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The tables {@code message} and {@code message_id}. */
public final class SqliteMessageStore implements MessageStore {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<List<VisitorMessage.Turn>> TURNS = new TypeReference<>() {};

  private static final String COLUMNS =
      "SELECT id, received, text, reply_to, conversation, attempts, next_attempt, last_cause"
          + " FROM message ";

  private final Database database;

  public SqliteMessageStore(Database database) {
    this.database = database;
  }

  @Override
  public Taking add(VisitorMessage message, MessageLimits limits) {
    AtomicReference<Taking> taking = new AtomicReference<>(Taking.KNOWN);
    database.write(connection -> taking.set(add(connection, message, limits)));
    return Objects.requireNonNull(taking.get());
  }

  private static Taking add(Connection connection, VisitorMessage message, MessageLimits limits)
      throws SQLException {
    String day = dayOf(message.received()).toString();
    if (count(connection, "SELECT count(*) FROM message_id WHERE id = ?", message.id()) > 0) {
      return Taking.KNOWN;
    }
    Taking taking =
        limits.check(
            count(connection, "SELECT count(*) FROM message_id WHERE received = ?", day),
            count(connection, "SELECT count(*) FROM message"));
    if (taking == Taking.KEPT) {
      update(connection, "INSERT INTO message_id (id, received) VALUES (?, ?)", message.id(), day);
      update(
          connection,
          "INSERT INTO message (id, received, text, reply_to, conversation, attempts, next_attempt)"
              + " VALUES (?, ?, ?, ?, ?, 0, ?)",
          message.id(),
          message.received().getEpochSecond(),
          message.text(),
          message.replyTo(),
          json(message.conversation()),
          message.received().toEpochMilli());
    }
    return taking;
  }

  @Override
  public boolean knows(String id) {
    return database.read(
        connection -> count(connection, "SELECT count(*) FROM message_id WHERE id = ?", id) > 0,
        false);
  }

  @Override
  public @Nullable WaitingMessage due(Instant now) {
    List<WaitingMessage> due =
        list(
            COLUMNS
                + "WHERE next_attempt <= ? OR next_attempt > ?"
                + " ORDER BY next_attempt, received, id LIMIT 1",
            now.toEpochMilli(),
            now.plus(LONGEST_WAIT).toEpochMilli());
    return due.isEmpty() ? null : due.get(0);
  }

  @Override
  public @Nullable Instant nextAttempt() {
    List<WaitingMessage> next = list(COLUMNS + "ORDER BY next_attempt LIMIT 1");
    return next.isEmpty() ? null : next.get(0).nextAttempt();
  }

  @Override
  public void makeDue(Instant now) {
    database.write(
        connection ->
            update(connection, "UPDATE message SET next_attempt = ?", now.toEpochMilli()));
  }

  @Override
  public void delivered(String id, Instant now) {
    erase(
        connection -> {
          int erased = update(connection, "DELETE FROM message WHERE id = ?", id);
          if (erased > 0) {
            update(
                connection,
                "UPDATE message_id SET delivered = ? WHERE id = ?",
                dayOf(now).toString(),
                id);
          }
          return erased;
        });
  }

  @Override
  public void failed(String id, Instant nextAttempt, String cause) {
    database.write(
        connection ->
            update(
                connection,
                "UPDATE message SET attempts = attempts + 1, next_attempt = ?, last_cause = ?"
                    + " WHERE id = ?",
                nextAttempt.toEpochMilli(),
                cause,
                id));
  }

  @Override
  public List<WaitingMessage> waiting() {
    return list(COLUMNS + "ORDER BY received, id");
  }

  @Override
  public boolean erase(String id) {
    return erase(connection -> update(connection, "DELETE FROM message WHERE id = ?", id)) > 0;
  }

  @Override
  public void eraseReceivedBefore(Instant time) {
    erase(
        connection -> {
          update(connection, "DELETE FROM message_id WHERE received < ?", dayOf(time).toString());
          return update(
              connection, "DELETE FROM message WHERE received < ?", time.getEpochSecond());
        });
  }

  /**
   * Erases messages for good: where it did, no copy is left in the write-ahead log.
   *
   * @param erasure says how many it erased
   */
  private int erase(Database.Work<Integer> erasure) {
    AtomicInteger erased = new AtomicInteger();
    database.write(connection -> erased.set(erasure.on(connection)));
    if (erased.get() > 0) {
      database.emptyLog();
    }
    return erased.get();
  }

  @Override
  public SortedMap<LocalDate, Integer> deliveredPerDay() {
    return database.read(SqliteMessageStore::days, new TreeMap<>());
  }

  private static SortedMap<LocalDate, Integer> days(Connection connection) throws SQLException {
    SortedMap<LocalDate, Integer> days = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT delivered, count(*) FROM message_id WHERE delivered IS NOT NULL"
                    + " GROUP BY delivered");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        days.put(LocalDate.parse(row.getString(1)), row.getInt(2));
      }
    }
    return days;
  }

  private List<WaitingMessage> list(String sql, Object... values) {
    return database.read(connection -> list(connection, sql, values), List.of());
  }

  private static List<WaitingMessage> list(Connection connection, String sql, Object... values)
      throws SQLException {
    List<WaitingMessage> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, values);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(waiting(row));
        }
      }
    }
    return found;
  }

  private static WaitingMessage waiting(ResultSet row) throws SQLException {
    return new WaitingMessage(
        new VisitorMessage(
            row.getString(1),
            Instant.ofEpochSecond(row.getLong(2)),
            row.getString(3),
            row.getString(4),
            turns(row.getString(5))),
        row.getInt(6),
        Instant.ofEpochMilli(row.getLong(7)),
        row.getString(8));
  }

  private static int count(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, values);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /** How many rows were changed. */
  private static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      bind(update, values);
      return update.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static String json(List<VisitorMessage.Turn> turns) {
    try {
      return JSON.writeValueAsString(turns);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("turns can always be written", e);
    }
  }

  private static List<VisitorMessage.Turn> turns(String json) throws SQLException {
    try {
      return JSON.readValue(json, TURNS);
    } catch (JsonProcessingException e) {
      throw new SQLException("the table message holds a conversation that is none", e);
    }
  }

  private static LocalDate dayOf(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}

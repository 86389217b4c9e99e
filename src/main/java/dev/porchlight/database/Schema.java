package dev.porchlight.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, as steps from one version to the next. SQLite's {@code user_version} says which steps
 * a file has had. Stateless.
 */
final class Schema {

  /** Each step once released stays as it is; what changes later is a step of its own. */
  private static final List<String> STEPS =
      List.of(
          """
          CREATE TABLE budget (
            name TEXT PRIMARY KEY,       -- primary, fallback, embedding or total
            day TEXT NOT NULL,           -- UTC, as 2026-05-31
            spent INTEGER NOT NULL,      -- tokens; of total: billionths of a dollar
            unit TEXT NOT NULL           -- tokens or nano_dollars
          ) WITHOUT ROWID;
          CREATE TABLE day_figure (
            day TEXT NOT NULL,           -- UTC
            kind TEXT NOT NULL,          -- what is counted, such as by or ending
            name TEXT NOT NULL,          -- of what kind, such as model or finished
            amount INTEGER NOT NULL,
            PRIMARY KEY (day, kind, name)
          ) WITHOUT ROWID;
          CREATE TABLE unanswered (
            words TEXT PRIMARY KEY,      -- of the masked question, each once, in order
            question TEXT NOT NULL,      -- masked, as it was asked first
            times INTEGER NOT NULL,
            visitors INTEGER NOT NULL,
            reasons TEXT NOT NULL,       -- with commas between
            last_asked TEXT NOT NULL     -- the day, UTC
          ) WITHOUT ROWID;
          CREATE TABLE vector (
            key BLOB PRIMARY KEY,        -- SHA-256 of the model's name, a zero byte and the text
            components BLOB NOT NULL     -- a signed byte each
          ) WITHOUT ROWID;
          """,
          """
          CREATE TABLE message (
            id TEXT PRIMARY KEY,
            received INTEGER NOT NULL,   -- seconds since 1970
            text TEXT NOT NULL,
            reply_to TEXT,
            conversation TEXT NOT NULL,  -- JSON: [{"role": "user", "content": "..."}, ...]
            attempts INTEGER NOT NULL,   -- those that failed
            next_attempt INTEGER NOT NULL, -- milliseconds since 1970
            last_cause TEXT
          ) WITHOUT ROWID;
          CREATE TABLE message_id (
            id TEXT PRIMARY KEY,         -- of each message that was taken, waiting or not
            received TEXT NOT NULL,      -- the day, UTC
            delivered TEXT               -- the day, UTC
          ) WITHOUT ROWID;
          """);

  /** The version that this program writes. */
  static final int VERSION = STEPS.size();

  private Schema() {}

  static int versionOf(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  /** Takes the steps that the file has not had, all or none. */
  static void migrate(Connection connection, int from) throws SQLException {
    if (from == VERSION) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      for (String step : STEPS.subList(from, VERSION)) {
        for (String sql : step.split(";\\s*\n", -1)) {
          if (!sql.isBlank()) {
            statement.executeUpdate(sql);
          }
        }
      }
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
    connection.commit();
  }
}

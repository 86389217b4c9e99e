package dev.porchlight.database;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.concurrent.Throttle;
import dev.porchlight.io.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The database file of the data folder. What a transaction has written is on the disk when it
 * returns (write-ahead log, {@code synchronous=FULL}), and what is erased is overwritten. A file
 * that is damaged is set aside and a new one begun. Where the disk fails otherwise, only the call
 * fails, and the next one tries again; the owner is told once a minute. Safe for use by any thread;
 * calls block, one after the other.
 */
public final class Database implements AutoCloseable {

  public static final String FILE = "porchlight.db";

  private static final Logger log = LoggerFactory.getLogger(Database.class);
  private static final Duration BUSY_LIMIT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
  private static final long MAX_LOG_BYTES = 4L << 20;

  private final Path file;
  private final Throttle warnings;

  @GuardedBy("this")
  private @Nullable Connection connection;

  @GuardedBy("this")
  private boolean closed;

  private volatile boolean recordLost;

  /** Reads or writes in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Writes in one transaction. */
  @FunctionalInterface
  interface Change {
    void on(Connection connection) throws SQLException;
  }

  private Database(Path folder, Ticker ticker) {
    this.file = folder.resolve(FILE);
    this.warnings = new Throttle(BETWEEN_WARNINGS, ticker);
  }

  /**
   * Opens the database, or creates it. Where that fails, it is tried again with each call.
   *
   * @throws NewerSchemaException where a newer version wrote the file
   */
  public static Database open(Path folder, Ticker ticker) {
    Database database = new Database(folder, ticker);
    try {
      var unused = database.read(Schema::versionOf, 0);
    } catch (StorageException e) {
      log.debug("The database can't be opened for now", e);
    }
    return database;
  }

  Path file() {
    return file;
  }

  /** Whether what was kept is unknown, because the file was damaged or can't be read. */
  boolean isRecordLost() {
    return recordLost;
  }

  /**
   * Reads. On a disk that can't be written, it reads the file as the last checkpoint left it.
   *
   * @param nothing what is found where there is no file and none can be made
   * @throws StorageException where the file can't be read
   */
  synchronized <T> T read(Work<T> work, T nothing) {
    try {
      return run(work);
    } catch (StorageException e) {
      if (!Files.exists(file)) {
        return nothing;
      }
      T found = readWithoutWriting(work, nothing);
      if (found == null) {
        throw e;
      }
      return found;
    }
  }

  /**
   * Writes, for good once it returns.
   *
   * @throws StorageException where the disk is full, read-only or fails; nothing is written then
   */
  void write(Change change) {
    var unused =
        run(
            connection -> {
              change.on(connection);
              return true;
            });
  }

  private synchronized <T> T run(Work<T> work) {
    try {
      Connection open = connection();
      T result = work.on(open);
      open.commit();
      return result;
    } catch (SQLException | IOException | LinkageError e) {
      abandon();
      if (isDamage(e)) {
        setAside(e);
      }
      StorageException failure =
          new StorageException("%s can't be used: %s".formatted(file, inWords(e)), e);
      warn(failure);
      throw failure;
    }
  }

  /**
   * Empties the write-ahead log into the file, so that nothing of what was erased is left in it.
   * Where that fails, it is done when the log is emptied next.
   */
  synchronized void emptyLog() {
    try {
      Connection open = connection();
      open.setAutoCommit(true);
      try (Statement statement = open.createStatement()) {
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      } finally {
        open.setAutoCommit(false);
      }
    } catch (SQLException | IOException | LinkageError e) {
      log.debug("The write-ahead log could not be emptied", e);
      abandon();
    }
  }

  /** Writes what is in the write-ahead log into the file. */
  @Override
  public synchronized void close() {
    closed = true;
    abandon();
  }

  @GuardedBy("this")
  private Connection connection() throws SQLException, IOException {
    if (closed) {
      throw new SQLException("the server has stopped");
    }
    Connection open = connection;
    if (open == null) {
      open = connect();
      connection = open;
    }
    return open;
  }

  @GuardedBy("this")
  private Connection connect() throws SQLException, IOException {
    Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    try {
      return prepared(DriverManager.getConnection("jdbc:sqlite:" + file, config().toProperties()));
    } catch (SQLException e) {
      if (!isDamage(e) || !setAside(e)) {
        throw e;
      }
      return prepared(DriverManager.getConnection("jdbc:sqlite:" + file, config().toProperties()));
    }
  }

  private Connection prepared(Connection opened) throws SQLException {
    try {
      check(opened);
      int version = Schema.versionOf(opened);
      if (version > Schema.VERSION) {
        throw new NewerSchemaException(file, version, Schema.VERSION);
      }
      opened.setAutoCommit(false);
      Schema.migrate(opened, version);
      return opened;
    } catch (SQLException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void check(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String finding = row.next() ? row.getString(1) : "nothing";
      if (!"ok".equals(finding)) {
        throw new SQLiteException(finding, SQLiteErrorCode.SQLITE_CORRUPT);
      }
    }
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout((int) BUSY_LIMIT.toMillis());
    config.setJournalSizeLimit((int) MAX_LOG_BYTES);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "ON");
    return config;
  }

  /** Null where that can't be done either. */
  @GuardedBy("this")
  private <T> @Nullable T readWithoutWriting(Work<T> work, T nothing) {
    if (closed || !Files.isRegularFile(file)) {
      return null;
    }
    String address = "jdbc:sqlite:" + file.toUri() + "?immutable=1&mode=ro";
    try (Connection reading = DriverManager.getConnection(address)) {
      return Schema.versionOf(reading) == 0 ? nothing : work.on(reading);
    } catch (SQLException | LinkageError e) {
      recordLost = true;
      return null;
    }
  }

  @GuardedBy("this")
  private void abandon() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        log.debug("The database could not be closed", e);
      }
      connection = null;
    }
  }

  private static boolean isDamage(Throwable failure) {
    if (!(failure instanceof SQLiteException e)) {
      return false;
    }
    int code = e.getResultCode().code & 0xff;
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** Gives the file another name; false where that fails. */
  private boolean setAside(Throwable cause) {
    Path aside = file.resolveSibling(FILE + ".damaged");
    for (int i = 2; Files.exists(aside); i++) {
      aside = file.resolveSibling(FILE + ".damaged-" + i);
    }
    recordLost = true;
    try {
      Files.move(file, aside);
      for (String suffix : List.of("-wal", "-shm")) {
        Path part = file.resolveSibling(FILE + suffix);
        if (Files.exists(part)) {
          Files.move(part, aside.resolveSibling(aside.getFileName() + suffix));
        }
      }
    } catch (IOException e) {
      return false;
    }
    log.warn(
        "{} is damaged ({}). It is now {}, and a new one is begun.", file, inWords(cause), aside);
    return true;
  }

  @GuardedBy("this")
  private void warn(StorageException failure) {
    if (!closed && warnings.tryPass()) {
      log.warn(
          "{}. What would be kept there is in memory alone until it can.", failure.getMessage());
    }
  }

  private static String inWords(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.strip().replace('\n', ' ');
  }
}

package dev.porchlight.database;

import dev.porchlight.knowledge.embedding.VectorFile;
import dev.porchlight.knowledge.embedding.VectorStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code vector}. */
public final class SqliteVectorStorage implements VectorStorage {

  private static final Logger log = LoggerFactory.getLogger(SqliteVectorStorage.class);

  private final Database database;

  public SqliteVectorStorage(Database database) {
    this.database = database;
  }

  @Override
  public String location() {
    return database.file().toString();
  }

  /** Takes over the file of a version before 0.2, where nothing is kept yet. */
  @Override
  public Map<String, byte[]> read() {
    Map<String, byte[]> vectors = database.read(SqliteVectorStorage::rows, Map.of());
    Path before = database.file().resolveSibling(VectorFile.NAME);
    if (!vectors.isEmpty() || !Files.exists(before)) {
      return vectors;
    }
    Map<String, byte[]> known = new VectorFile(before).read();
    write(known);
    try {
      Files.delete(before);
    } catch (IOException e) {
      log.warn("{} is no longer used, and can be deleted.", before);
    }
    return known;
  }

  private static Map<String, byte[]> rows(Connection connection) throws SQLException {
    Map<String, byte[]> vectors = new HashMap<>();
    try (PreparedStatement select =
            connection.prepareStatement("SELECT key, components FROM vector");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        vectors.put(HexFormat.of().formatHex(row.getBytes(1)), row.getBytes(2));
      }
    }
    return vectors;
  }

  @Override
  public void write(Map<String, byte[]> vectors) {
    database.write(
        connection -> {
          Set<String> added = new HashSet<>(vectors.keySet());
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM vector WHERE key = ?")) {
            for (String key : rows(connection).keySet()) {
              if (!added.remove(key)) {
                delete.setBytes(1, HexFormat.of().parseHex(key));
                delete.executeUpdate();
              }
            }
          }
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO vector (key, components) VALUES (?, ?)")) {
            for (String key : added) {
              insert.setBytes(1, HexFormat.of().parseHex(key));
              insert.setBytes(2, vectors.get(key));
              insert.executeUpdate();
            }
          }
        });
  }
}

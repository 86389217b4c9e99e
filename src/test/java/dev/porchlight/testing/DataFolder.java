package dev.porchlight.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps, as its owner sees it who looks into the file.
 *
 * @param folder its data folder
 */
public record DataFolder(Path folder) {

  public Path file() {
    return folder.resolve("porchlight.db");
  }

  /** The first column of a query's first row; null where there is no row, or no database yet. */
  public @Nullable String find(String query) {
    if (!Files.exists(file())) {
      return null;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      throw new AssertionError(query, e);
    }
  }

  /** How many rows a table has; 0 where there is no database yet. */
  public int count(String table) {
    String found = find("SELECT count(*) FROM " + table);
    return found == null ? 0 : Integer.parseInt(found);
  }

  /** Changes what is kept. */
  public void change(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}

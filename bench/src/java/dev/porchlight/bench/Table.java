package dev.porchlight.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All figures of all servers, the worst of each where there were several runs. For one thread. */
final class Table {

  private static final String COMPARED_WITH = new Nginx().name();

  private record Line(Row row, Figure figure) {}

  private final List<String> servers;
  private final Map<Line, Map<String, Double>> lines = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * @param rows gives the order of the lines
   * @param servers the names, in the order of the columns
   */
  Table(List<Row> rows, List<String> servers) {
    this.servers = servers;
    for (Row row : rows) {
      row.figures().forEach(figure -> lines.put(new Line(row, figure), new LinkedHashMap<>()));
    }
  }

  void add(Row row, String server, Reading reading) {
    for (Figure figure : row.figures()) {
      Double value = reading.get(figure.key());
      Map<String, Double> line = lines.get(new Line(row, figure));
      if (value != null && line != null) {
        line.merge(server, value, figure::worst);
      }
    }
  }

  /** Adds a sentence that stands below the table, once. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /**
   * The table in Markdown; in brackets how many times nginx's figure one is. A line that no server
   * has a figure in is left out.
   */
  String toMarkdown() {
    List<String> out = new ArrayList<>();
    out.add("| work | " + String.join(" | ", servers) + " |");
    out.add("|---|" + "---|".repeat(servers.size()));
    Row last = null;
    for (Map.Entry<Line, Map<String, Double>> line : lines.entrySet()) {
      if (line.getValue().isEmpty()) {
        continue;
      }
      Row row = line.getKey().row();
      String title = row.equals(last) ? "the same" : row.title();
      last = row;
      out.add(
          "| %s: %s | %s |"
              .formatted(title, line.getKey().figure().title(), cells(line.getValue())));
    }
    if (!notes.isEmpty()) {
      out.add("");
    }
    notes.forEach(note -> out.add("- " + note));
    return String.join("\n", out) + "\n";
  }

  private String cells(Map<String, Double> values) {
    return String.join(
        " | ", servers.stream().map(server -> cell(server, values.get(server), values)).toList());
  }

  private static String cell(String server, @Nullable Double value, Map<String, Double> values) {
    if (value == null) {
      return "–";
    }
    Double compared = values.get(COMPARED_WITH);
    if (compared == null || compared <= 0 || value <= 0 || !isCompared(server)) {
      return number(value);
    }
    return "%s (%s ×)".formatted(number(value), number(value / compared));
  }

  private static boolean isCompared(String server) {
    return !server.equals(COMPARED_WITH) && !server.equals(new NoServer().name());
  }

  /** With three digits that count, and no more than are there. */
  static String number(double value) {
    if (value == Math.rint(value) || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String format = Math.abs(value) >= 10 ? "%.1f" : Math.abs(value) >= 0.1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}

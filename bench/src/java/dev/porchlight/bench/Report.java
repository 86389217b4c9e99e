package dev.porchlight.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run is told by: the machine, the command, the tables; in Markdown. For one thread. */
final class Report {

  private static final Path FILE = Path.of("target", "bench", "table.md");
  private static final Path DOCUMENT = Path.of("docs", "performance.md");
  private static final String BEGIN = "<!-- figures of bench/run --keep -->";
  private static final String END = "<!-- end of the figures -->";

  private final StringBuilder text = new StringBuilder();
  private final boolean keep;

  private Report(boolean keep) {
    this.keep = keep;
  }

  /** A report with its head, which tells how busy the machine was before the run. */
  static Report begin(Options options, String arguments) throws IOException, InterruptedException {
    Report report = new Report(options.keep());
    Machine.describe(options).forEach(report::addPoint);
    report.addPoint("Command: `%s`".formatted(("bench/run " + arguments).strip()));
    if (options.quick()) {
      report.addPoint(
          "A quick run, with fewer streams and seconds than the lines say: its figures mean"
              + " nothing.");
    }
    return report;
  }

  private void addPoint(String sentence) {
    text.append("- ").append(sentence).append('\n');
  }

  /** Adds a table. */
  void add(String table) {
    text.append('\n').append(table);
  }

  /** Prints it and writes it to its file, and into the document where that was asked for. */
  void write() throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, text);
    System.out.print("\n" + text);
    if (keep) {
      Files.writeString(DOCUMENT, between(Files.readString(DOCUMENT)));
    }
  }

  /** The document with this report in place of the one between its two marks. */
  private String between(String document) throws IOException {
    int from = document.indexOf(BEGIN);
    int to = document.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException("%s has no \"%s\" before \"%s\"".formatted(DOCUMENT, BEGIN, END));
    }
    String before = document.substring(0, from + BEGIN.length());
    return before + "\n\n" + text + "\n" + document.substring(to);
  }
}

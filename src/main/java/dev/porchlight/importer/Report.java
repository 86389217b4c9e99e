package dev.porchlight.importer;

import java.io.PrintStream;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Tells the owner what becomes of each page, and counts. For one thread. */
final class Report {

  private final PrintStream out;
  private final Map<String, Integer> leftOut = new TreeMap<>();
  private int imported;
  private int unchanged;
  private int gone;

  Report(PrintStream out) {
    this.out = out;
  }

  void imported(String page, String file) {
    imported++;
    out.println("Imported " + page + " as " + file);
  }

  void unchanged(String page) {
    unchanged++;
    out.println("Unchanged " + page);
  }

  void leftOut(String page, LeftOutException reason) {
    leftOut.merge(reason.group(), 1, Integer::sum);
    out.println("Left out " + page + ": " + reason.getMessage());
  }

  /** A page that is not on the site any more, but has a file. */
  void gone(String page, String file) {
    gone++;
    out.println("Gone " + page + ": its file " + file + " is kept; delete it if it is not needed");
  }

  /** Something that is not about one page. */
  void note(String sentence) {
    out.println(sentence);
  }

  void summarize() {
    StringJoiner reasons = new StringJoiner(", ", " (", ")").setEmptyValue("");
    leftOut.forEach((group, count) -> reasons.add(count + " " + group));
    int sum = leftOut.values().stream().mapToInt(Integer::intValue).sum();
    out.println(
        "Imported %d %s, %d unchanged, %d left out%s%s."
            .formatted(
                imported,
                imported == 1 ? "page" : "pages",
                unchanged,
                sum,
                reasons,
                gone == 0 ? "" : ", " + gone + " gone"));
  }
}

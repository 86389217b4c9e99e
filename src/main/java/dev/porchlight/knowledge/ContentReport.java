package dev.porchlight.knowledge;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the owner's files.
 *
 * @param leftOut how many files are no pages, by the reason
 * @param warnings what was wrong with files, a sentence each
 */
public record ContentReport(
    int pages, int passages, Map<String, Integer> leftOut, List<String> warnings) {

  public ContentReport {
    leftOut = Map.copyOf(leftOut);
    warnings = List.copyOf(warnings);
  }

  /** What there is and what was left out, as the beginning of a sentence. */
  public String inWords() {
    return "%d pages with %d passages; left out: %s"
        .formatted(pages, passages, leftOut.isEmpty() ? "none" : new TreeMap<>(leftOut));
  }
}

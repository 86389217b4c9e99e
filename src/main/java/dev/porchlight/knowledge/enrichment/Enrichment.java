package dev.porchlight.knowledge.enrichment;

import java.util.List;

/**
 * What a model wrote of a passage.
 *
 * @param context one line that says where the passage belongs and what it is about
 * @param questions that it answers
 */
public record Enrichment(String context, List<String> questions) {

  public Enrichment {
    questions = List.copyOf(questions);
  }

  /** All of it, for the index. */
  String text() {
    return context + "\n" + String.join("\n", questions);
  }
}

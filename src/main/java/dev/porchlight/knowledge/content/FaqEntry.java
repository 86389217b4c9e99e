package dev.porchlight.knowledge.content;

import java.util.List;

/**
 * A question that the owner answers in their own words.
 *
 * @param wordings the question, in all the wordings that the owner gave it
 * @param answer Markdown
 * @param source where it can be read; without a text where it has no address
 */
public record FaqEntry(List<String> wordings, String answer, Passage source) {

  public FaqEntry {
    wordings = List.copyOf(wordings);
  }
}

package dev.porchlight.knowledge.content;

import java.util.List;

/**
 * The page of the owner's on which a question was asked, in the owner's words.
 *
 * @param url as the owner wrote it
 * @param passages all of the page's, in its order; at least one
 */
public record Standpoint(String title, String url, List<Passage> passages) {

  public Standpoint {
    passages = List.copyOf(passages);
  }
}

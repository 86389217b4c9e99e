package dev.porchlight.knowledge.content;

import java.util.List;

/**
 * One page of the owner's content.
 *
 * @param url its public address, or empty
 */
public record Page(String title, String url, List<Passage> passages) {

  public Page {
    passages = List.copyOf(passages);
  }
}

package dev.porchlight.knowledge;

import java.util.List;

/**
 * One page of the owner's content.
 *
 * @param url its public address, or empty
 */
record Page(String title, String url, List<Passage> passages) {

  Page {
    passages = List.copyOf(passages);
  }
}

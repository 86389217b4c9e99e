package dev.porchlight.knowledge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the site says of a question.
 *
 * @param passages best first; none where the site says nothing of it
 * @param on the page that the question was asked on, where other passages would have been found
 *     elsewhere or the question points at it; else null
 */
public record Found(List<Passage> passages, @Nullable Standpoint on) {

  public Found {
    passages = List.copyOf(passages);
  }
}

package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.Standpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the site says of a question.
 *
 * @param passages best first; none where the site says nothing of it
 * @param on the page that the question was asked on, where other passages would have been found
 *     elsewhere or the question points at it; else null
 */
public record RetrievalResult(List<Passage> passages, @Nullable Standpoint on) {

  public RetrievalResult {
    passages = List.copyOf(passages);
  }
}

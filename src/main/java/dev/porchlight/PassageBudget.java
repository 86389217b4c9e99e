package dev.porchlight;

import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.search.RetrievalResult;
import dev.porchlight.llm.budget.TokenEstimator;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of the site is sent with a question, in estimated tokens.
 *
 * @param passageTokens of the passages that a search found; the first is always sent
 * @param siteTokens a site that is no larger is sent as a whole, in the same order each time
 */
record PassageBudget(int passageTokens, int siteTokens) {

  /** What is sent of what a search found. */
  RetrievalResult of(KnowledgeBase knowledge, RetrievalResult found) {
    List<Passage> site =
        siteTokens == 0 ? List.of() : within(siteTokens, knowledge.passages(), false);
    List<Passage> sent = site.isEmpty() ? within(passageTokens, found.passages(), true) : site;
    return new RetrievalResult(sent, found.on());
  }

  /** The first passages that fit; where not all fit, perhaps none. */
  private static List<Passage> within(long tokens, List<Passage> passages, boolean mayCut) {
    List<Passage> kept = new ArrayList<>();
    long left = tokens;
    for (Passage passage : passages) {
      left -= TokenEstimator.of(passage.title(), passage.url(), passage.text());
      if (left < 0 && !mayCut) {
        return List.of();
      }
      if (left < 0 && !kept.isEmpty()) {
        return kept;
      }
      kept.add(passage);
    }
    return kept;
  }
}

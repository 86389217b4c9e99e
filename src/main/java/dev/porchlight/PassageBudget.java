package dev.porchlight;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.search.RetrievalResult;
import dev.porchlight.llm.budget.TokenEstimator;
import java.util.ArrayList;
import java.util.List;

/** How much of the site is sent with a question. Safe for use by any thread. */
final class PassageBudget {

  private final int passageTokens;
  private final int siteTokens;

  /** The same passages are sent again and again; those of earlier pages are forgotten with them. */
  private final LoadingCache<Passage, Long> estimates =
      Caffeine.newBuilder().weakKeys().build(PassageBudget::estimate);

  /**
   * @param passageTokens the most that the passages which a search found may have, as {@link
   *     TokenEstimator} has them; the first is always sent
   * @param siteTokens a site that has no more is sent as a whole, in the same order each time
   */
  PassageBudget(int passageTokens, int siteTokens) {
    this.passageTokens = passageTokens;
    this.siteTokens = siteTokens;
  }

  /** What is sent of what a search found. */
  RetrievalResult of(KnowledgeBase knowledge, RetrievalResult found) {
    List<Passage> site =
        siteTokens == 0 ? List.of() : within(siteTokens, knowledge.passages(), false);
    List<Passage> sent = site.isEmpty() ? within(passageTokens, found.passages(), true) : site;
    return new RetrievalResult(sent, found.on());
  }

  /** The first passages that fit; where not all fit, perhaps none. */
  private List<Passage> within(long tokens, List<Passage> passages, boolean mayCut) {
    List<Passage> kept = new ArrayList<>();
    long left = tokens;
    for (Passage passage : passages) {
      left -= estimates.get(passage);
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

  private static long estimate(Passage passage) {
    return TokenEstimator.of(passage.title(), passage.url(), passage.text());
  }
}

package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Passage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one question found.
 *
 * @param anywhere the passages that concern it, best first
 * @param favoured the same where those of the page it was asked on count twice
 * @param onPage that page's passages which share a word with it, whether they concern it or not
 */
record PassageRanking(List<Passage> anywhere, List<Passage> favoured, List<Passage> onPage) {

  private static final double MUCH_WORSE = 0.45;

  /** Ranks hits. */
  static PassageRanking of(RankedPassages hits, RetrievalLimits limits) {
    int limit = limits.passages();
    if (!limits.concerningOnly()) {
      return new PassageRanking(
          passages(hits.anywhere().stream().limit(limit)),
          passages(favoured(hits, limit).stream()),
          passages(hits.onPage().stream()));
    }
    double best = hits.anywhere().isEmpty() ? 0 : hits.anywhere().get(0).score();
    double least = best * MUCH_WORSE;
    return new PassageRanking(
        concerning(hits.anywhere().stream().limit(limit).toList(), least),
        concerning(favoured(hits, limit), least),
        passages(hits.onPage().stream()));
  }

  private static List<ScoredPassage> favoured(RankedPassages hits, int limit) {
    List<ScoredPassage> fitting = hits.onPage().stream().filter(ScoredPassage::fits).toList();
    List<Passage> thePages = passages(fitting.stream());
    Stream<ScoredPassage> others =
        hits.anywhere().stream().filter(hit -> !thePages.contains(hit.passage()));
    return Stream.concat(fitting.stream(), others)
        .sorted(Comparator.comparingDouble(ScoredPassage::score).reversed())
        .limit(limit)
        .toList();
  }

  private static List<Passage> concerning(List<ScoredPassage> hits, double least) {
    return passages(hits.stream().filter(hit -> hit.fits() && hit.score() >= least));
  }

  private static List<Passage> passages(Stream<ScoredPassage> hits) {
    return hits.map(ScoredPassage::passage).toList();
  }
}

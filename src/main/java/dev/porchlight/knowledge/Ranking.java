package dev.porchlight.knowledge;

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
record Ranking(List<Passage> anywhere, List<Passage> favoured, List<Passage> onPage) {

  private static final double MUCH_WORSE = 0.45;

  /** Ranks hits, each list of which has as many as the limit at most. */
  static Ranking of(Hits hits, int limit) {
    double best = hits.anywhere().isEmpty() ? 0 : hits.anywhere().get(0).score();
    double least = best * MUCH_WORSE;
    return new Ranking(
        concerning(hits.anywhere(), least),
        concerning(favoured(hits, limit), least),
        passages(hits.onPage().stream()));
  }

  private static List<Hit> favoured(Hits hits, int limit) {
    List<Hit> fitting = hits.onPage().stream().filter(Hit::fits).toList();
    List<Passage> thePages = passages(fitting.stream());
    Stream<Hit> others = hits.anywhere().stream().filter(hit -> !thePages.contains(hit.passage()));
    return Stream.concat(fitting.stream(), others)
        .sorted(Comparator.comparingDouble(Hit::score).reversed())
        .limit(limit)
        .toList();
  }

  private static List<Passage> concerning(List<Hit> hits, double least) {
    return passages(hits.stream().filter(hit -> hit.fits() && hit.score() >= least));
  }

  private static List<Passage> passages(Stream<Hit> hits) {
    return hits.map(Hit::passage).toList();
  }
}

package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Passage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one question found, whether it fits or not.
 *
 * @param anywhere the best passages of the whole site, best first
 * @param onPage the best of the page it was asked on, with twice their score; none where that is
 *     not known
 */
record RankedPassages(List<ScoredPassage> anywhere, List<ScoredPassage> onPage) {

  RankedPassages {
    anywhere = List.copyOf(anywhere);
    onPage = List.copyOf(onPage);
  }

  /** The same with scores of which the best anywhere is as given. */
  RankedPassages scaledTo(double best) {
    double highest = anywhere.isEmpty() ? 0 : anywhere.get(0).score();
    double factor = highest == 0 ? 1 : best / highest;
    return new RankedPassages(scaled(anywhere, factor), scaled(onPage, factor));
  }

  private static List<ScoredPassage> scaled(List<ScoredPassage> hits, double factor) {
    return hits.stream().map(hit -> hit.withScore(hit.score() * factor)).toList();
  }

  /** What two searches found; a passage that both found has its higher score. */
  RankedPassages and(RankedPassages other) {
    return new RankedPassages(merged(anywhere, other.anywhere), merged(onPage, other.onPage));
  }

  private static List<ScoredPassage> merged(List<ScoredPassage> one, List<ScoredPassage> other) {
    Map<Passage, ScoredPassage> merged = new LinkedHashMap<>();
    one.forEach(hit -> merged.merge(hit.passage(), hit, ScoredPassage::and));
    other.forEach(hit -> merged.merge(hit.passage(), hit, ScoredPassage::and));
    return merged.values().stream()
        .sorted(Comparator.comparingDouble(ScoredPassage::score).reversed())
        .toList();
  }
}

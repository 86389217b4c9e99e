package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Passage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reciprocal rank fusion: a passage scores the sum of 1 / (60 + its rank) over the rankings that it
 * stands in. Stateless.
 *
 * @see <a href="https://doi.org/10.1145/1571941.1572114">Cormack, Clarke and Büttcher, 2009</a>
 */
final class RankFusion {

  private static final double K = 60;

  private RankFusion() {}

  /** All that they rank, best first; of equals, the earlier ranking's. */
  static List<Passage> of(List<List<Passage>> rankings) {
    Map<Passage, Double> scores = new LinkedHashMap<>();
    for (List<Passage> ranking : rankings) {
      for (int i = 0; i < ranking.size(); i++) {
        scores.merge(ranking.get(i), 1 / (K + i + 1), Double::sum);
      }
    }
    List<Passage> fused = new ArrayList<>(scores.keySet());
    fused.sort(Comparator.comparing(scores::get, Comparator.reverseOrder()));
    return fused;
  }
}

package dev.porchlight.knowledge.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The documents that a question's terms stand in. Used by one thread. */
final class QuestionMatches {

  /** What a term of the question before is worth, beside one of the message. */
  static final float CONTEXT_BOOST = 0.5f;

  private final List<TermMatches> terms = new ArrayList<>();

  /** By document; 0 where no term stands in it. */
  private final double[] scores;

  private QuestionMatches(int documents) {
    this.scores = new double[documents];
  }

  /**
   * Finds each document with at least one of the terms.
   *
   * @param documents how many there are
   */
  static QuestionMatches of(QueryCoverage coverage, TermSearch search, int documents) {
    QuestionMatches matches = new QuestionMatches(documents);
    for (QueryTerm term : coverage.terms()) {
      TermMatches found = term.isKnown() ? search.of(term) : TermMatches.NONE;
      matches.terms.add(found);
      found.addTo(matches.scores, term.isContext() ? CONTEXT_BOOST : 1);
    }
    List<QueryTerm> known = coverage.terms().stream().filter(QueryTerm::isKnown).toList();
    for (int i = 0; i + 1 < known.size(); i++) {
      if (!known.get(i).isContext() && !known.get(i + 1).isContext()) {
        search.ofPhrase(known.get(i), known.get(i + 1)).addTo(matches.scores, 1);
      }
    }
    return matches;
  }

  double scoreOf(int document) {
    return scores[document];
  }

  /** The best documents of those that are asked for; equal ones in their order. */
  List<Integer> best(IntPredicate which, int limit) {
    return IntStream.range(0, scores.length)
        .filter(document -> scores[document] > 0 && which.test(document))
        .boxed()
        .sorted(Comparator.comparingDouble(document -> -scores[document]))
        .limit(limit)
        .toList();
  }

  /** How far a document speaks of each term of the question. */
  double[] coverageIn(int document) {
    double[] coverage = new double[terms.size()];
    for (int i = 0; i < coverage.length; i++) {
      coverage[i] = terms.get(i).coverageIn(document);
    }
    return coverage;
  }

  /** Whether any of the terms stands in its title. */
  boolean isInTitleOf(int document) {
    return terms.stream().anyMatch(term -> term.isInTitleOf(document));
  }
}

package dev.porchlight.knowledge.search;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a passage concerns a question: it must speak of enough of what the question is
 * about, each term weighted by its inverse document frequency. A word that no page has counts
 * against it.
 */
final class QueryCoverage {

  private static final double ENOUGH = 0.42;
  private static final double IN_TEXT_ONLY = 0.8;
  private static final int SHORT_QUESTION_TERMS = 6;

  private final List<QueryTerm> terms;

  QueryCoverage(List<QueryTerm> terms) {
    this.terms = terms;
  }

  Set<String> knownTerms() {
    return terms.stream()
        .filter(term -> term.trust() > 0)
        .map(QueryTerm::term)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * From 0 to 1: the share of the question that a passage speaks of. What stands in its title is
   * what the passage is about, so it counts more.
   */
  double of(Set<String> inTitle, Set<String> inText) {
    double spokenOf = 0;
    double all = 0;
    for (QueryTerm term : terms) {
      all += term.weight();
      if (inTitle.contains(term.term())) {
        spokenOf += term.weight() * term.trust();
      } else if (inText.contains(term.term())) {
        spokenOf += term.weight() * term.trust() * IN_TEXT_ONLY;
      }
    }
    return all == 0 ? 0 : spokenOf / all;
  }

  /** No passage has all the words of a long question. */
  boolean isEnough(double share) {
    double length = Math.max(1, (double) terms.size() / SHORT_QUESTION_TERMS);
    return share >= ENOUGH / Math.sqrt(length);
  }
}

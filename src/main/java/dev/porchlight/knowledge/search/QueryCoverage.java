package dev.porchlight.knowledge.search;

import java.util.List;

/**
 * Decides whether a passage concerns a question: it must speak of enough of what the question is
 * about, each term weighted by its inverse document frequency. A word that no page has counts
 * against it.
 */
final class QueryCoverage {

  private static final double ENOUGH = 0.42;
  private static final double ENOUGH_OF_MESSAGE = 0.25;
  private static final int SHORT_QUESTION_TERMS = 6;

  private final List<QueryTerm> terms;

  QueryCoverage(List<QueryTerm> terms) {
    this.terms = terms;
  }

  List<QueryTerm> terms() {
    return terms;
  }

  /**
   * How much of a question a passage speaks of.
   *
   * @param share from 0 to 1
   * @param isEnough whether it concerns the question
   */
  record Covered(double share, boolean isEnough) {}

  /**
   * How much of the question a passage speaks of.
   *
   * @param coverage how far it speaks of each term, in their order
   */
  Covered of(double[] coverage) {
    double spokenOf = 0;
    double spokenOfMessage = 0;
    double all = 0;
    double allOfMessage = 0;
    for (int i = 0; i < coverage.length; i++) {
      QueryTerm term = terms.get(i);
      double worth = term.weight() * term.trust() * coverage[i];
      all += term.weight();
      spokenOf += worth;
      if (!term.isContext()) {
        allOfMessage += term.weight();
        spokenOfMessage += worth;
      }
    }
    double share = all == 0 ? 0 : spokenOf / all;
    boolean concernsMessage =
        allOfMessage == 0 || spokenOfMessage >= allOfMessage * ENOUGH_OF_MESSAGE;
    return new Covered(share, concernsMessage && isNamed(coverage) && isEnough(share));
  }

  /** Words that any question may have are not enough where it has others. */
  private boolean isNamed(double[] coverage) {
    boolean hasOthers = false;
    for (int i = 0; i < coverage.length; i++) {
      if (!terms.get(i).isCommon()) {
        hasOthers = true;
        if (coverage[i] > 0) {
          return true;
        }
      }
    }
    return !hasOthers;
  }

  /** No passage has all the words of a long question. */
  private boolean isEnough(double share) {
    double length = Math.max(1, (double) terms.size() / SHORT_QUESTION_TERMS);
    return share >= ENOUGH / Math.sqrt(length);
  }
}

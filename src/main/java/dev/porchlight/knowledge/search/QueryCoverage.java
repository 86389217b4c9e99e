package dev.porchlight.knowledge.search;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a passage concerns a question: it must speak of enough of what the question is
 * about, each term weighted by its inverse document frequency. A word that no page has counts
 * against it.
 */
final class QueryCoverage {

  private static final double ENOUGH = 0.42;
  private static final double ENOUGH_OF_MESSAGE = 0.25;
  private static final double IN_TEXT_ONLY = 0.8;
  private static final double ON_THE_PAGE_ONLY = 0.4;
  private static final int SHORT_QUESTION_TERMS = 6;

  private final List<QueryTerm> terms;

  QueryCoverage(List<QueryTerm> terms) {
    this.terms = terms;
  }

  List<QueryTerm> knownTerms() {
    return terms.stream().filter(term -> term.trust() > 0).toList();
  }

  /** All that stands for a known term in the index. */
  Set<String> variants() {
    return knownTerms().stream()
        .flatMap(term -> term.variants().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * How much of a question a passage speaks of.
   *
   * @param share from 0 to 1
   * @param isEnough whether it concerns the question
   */
  record Covered(double share, boolean isEnough) {}

  /**
   * What stands in a passage's title is what the passage is about, so it counts more than its text;
   * what is only said of its page, less.
   *
   * @param found the passage's terms
   */
  Covered of(Map<IndexField, Set<String>> found) {
    double spokenOf = 0;
    double spokenOfMessage = 0;
    double all = 0;
    double allOfMessage = 0;
    for (QueryTerm term : terms) {
      double worth = term.weight() * term.trust() * worth(term, found);
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
    return new Covered(share, concernsMessage && isNamed(found) && isEnough(share));
  }

  /** Words that any question may have are not enough where it has others. */
  private boolean isNamed(Map<IndexField, Set<String>> found) {
    List<QueryTerm> naming = terms.stream().filter(term -> !term.isCommon()).toList();
    return naming.isEmpty() || naming.stream().anyMatch(term -> worth(term, found) > 0);
  }

  private static double worth(QueryTerm term, Map<IndexField, Set<String>> found) {
    return found.entrySet().stream()
        .filter(field -> term.isIn(field.getValue()))
        .mapToDouble(field -> worthOf(field.getKey()))
        .max()
        .orElse(0);
  }

  private static double worthOf(IndexField field) {
    return switch (field) {
      case TITLE -> 1;
      case TEXT, HINTS -> IN_TEXT_ONLY;
      case ABOUT -> ON_THE_PAGE_ONLY;
    };
  }

  /** No passage has all the words of a long question. */
  private boolean isEnough(double share) {
    double length = Math.max(1, (double) terms.size() / SHORT_QUESTION_TERMS);
    return share >= ENOUGH / Math.sqrt(length);
  }
}

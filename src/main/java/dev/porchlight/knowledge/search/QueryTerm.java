package dev.porchlight.knowledge.search;

import java.util.Collections;
import java.util.Set;

/**
 * A word of a question, as the index knows it.
 *
 * @param variants the terms any of which stands for it
 * @param weight its inverse document frequency
 * @param trust from 0, where no passage has it, to 1, where some has exactly it
 * @param isCommon whether any question may have it, so that it alone does not say what is asked
 * @param isContext whether it is of the question before, which the message may leave unsaid
 */
record QueryTerm(
    Set<String> variants, double weight, double trust, boolean isContext, boolean isCommon) {

  QueryTerm {
    variants = Set.copyOf(variants);
  }

  /** Whether some passage has it. */
  boolean isKnown() {
    return trust > 0;
  }

  boolean isAnyOf(Set<String> terms) {
    return !Collections.disjoint(variants, terms);
  }

  QueryTerm asContext(double share) {
    return new QueryTerm(variants, weight * share, trust, true, isCommon);
  }
}

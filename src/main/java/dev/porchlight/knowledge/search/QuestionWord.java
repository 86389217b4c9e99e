package dev.porchlight.knowledge.search;

import java.util.Set;

/**
 * A word of a question that the question may be about.
 *
 * @param word in lower case, as it was typed
 * @param terms what stands for it in the index, one for each language of the site
 */
record QuestionWord(String word, Set<String> terms) {

  QuestionWord {
    terms = Set.copyOf(terms);
  }
}

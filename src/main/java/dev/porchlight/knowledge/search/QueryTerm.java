package dev.porchlight.knowledge.search;

/**
 * A term of a question.
 *
 * @param term as it stands in the index, if it does
 * @param weight its inverse document frequency
 * @param trust from 0, where no passage has it, to 1, where some has exactly it
 */
record QueryTerm(String term, double weight, double trust) {}

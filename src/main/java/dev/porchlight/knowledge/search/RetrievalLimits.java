package dev.porchlight.knowledge.search;

/**
 * How much is wanted.
 *
 * @param passages how many passages at most
 * @param ofPage how many where the question is about the page it was asked on, as a whole
 * @param concerningOnly whether a passage must concern the question, as for a quotation; else the
 *     best are given whether they do or not, as for a model, which judges itself
 */
public record RetrievalLimits(int passages, int ofPage, boolean concerningOnly) {}

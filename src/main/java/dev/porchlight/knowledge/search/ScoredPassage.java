package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Passage;

/**
 * A passage that a question found.
 *
 * @param score BM25 times the fit, comparable within one search only
 * @param fit from 0 to 1, the share of what the question is about that the passage speaks of
 * @param fits whether the passage concerns the question, and does not just share a word with it
 */
record ScoredPassage(Passage passage, double score, double fit, boolean fits) {

  ScoredPassage withScore(double otherScore) {
    return new ScoredPassage(passage, otherScore, fit, fits);
  }

  /** The better of two hits of one passage. */
  ScoredPassage and(ScoredPassage other) {
    return new ScoredPassage(
        passage, Math.max(score, other.score), Math.max(fit, other.fit), fits || other.fits);
  }
}

package dev.porchlight.knowledge.search;

import java.util.List;

/**
 * What one question found, whether it fits or not.
 *
 * @param anywhere the best passages of the whole site, best first
 * @param onPage the best of the page it was asked on, with twice their score; none where that is
 *     not known
 */
record RankedPassages(List<ScoredPassage> anywhere, List<ScoredPassage> onPage) {}

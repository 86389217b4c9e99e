package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import org.jspecify.annotations.Nullable;

/**
 * A passage in the index.
 *
 * @param details what the front matter says of its page
 * @param version of its page
 * @param isFirst whether it is its page's first
 */
record IndexedPassage(
    Passage passage,
    Page.Details details,
    @Nullable Language language,
    PageVersion version,
    boolean isFirst) {}

/**
 * Retrieval: which passages of the owner's pages a question is about, ranked, and whether they
 * cover it at all.
 *
 * <p>Start reading at {@link dev.porchlight.knowledge.search.PassageRetriever}; {@link
 * dev.porchlight.knowledge.search.PassageIndex} is the Lucene index beneath it.
 */
@NullMarked
package dev.porchlight.knowledge.search;

import org.jspecify.annotations.NullMarked;

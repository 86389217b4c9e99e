/**
 * What the chatbot knows: the owner's pages as a {@link dev.porchlight.knowledge.KnowledgeBase},
 * the system prompt that is built from them, and the answer by quotation where no model is
 * configured.
 *
 * <p>Its rooms are {@code content} (reading the owner's files) and {@code search} (finding
 * passages). It uses nothing else of Porchlight.
 */
@NullMarked
package dev.porchlight.knowledge;

import org.jspecify.annotations.NullMarked;

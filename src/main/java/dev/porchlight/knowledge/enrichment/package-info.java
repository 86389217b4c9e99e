/**
 * What a model wrote of the passages ahead of time, so that they are found by words that they do
 * not say themselves: a line of context and the questions that each answers.
 */
@NullMarked
package dev.porchlight.knowledge.enrichment;

import org.jspecify.annotations.NullMarked;

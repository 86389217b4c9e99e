/**
 * The generators of static sites: which one a folder belongs to, which of its files are pages, and
 * the address and the heading fragments that it gives them.
 *
 * <p>Start reading at {@link dev.porchlight.knowledge.content.generator.SiteLayout}.
 */
@NullMarked
package dev.porchlight.knowledge.content.generator;

import org.jspecify.annotations.NullMarked;

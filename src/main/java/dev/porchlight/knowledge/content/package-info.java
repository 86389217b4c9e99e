/**
 * The owner's files, read and split into passages: front matter, Markdown, links and heading
 * anchors, and the persona.
 *
 * <p>A file that cannot be used is skipped with one log line. Start reading at {@link
 * dev.porchlight.knowledge.content.ContentLoader}.
 */
@NullMarked
package dev.porchlight.knowledge.content;

import org.jspecify.annotations.NullMarked;

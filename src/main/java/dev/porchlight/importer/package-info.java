/**
 * The command {@code import}: makes Markdown pages of a site, or of a folder of HTML files, for an
 * owner whose site has no Markdown.
 *
 * <p>A site is asked politely: as its robots.txt says, one request at a time, and no other host. A
 * page that fails is one line, and the rest goes on. Start reading at {@link
 * dev.porchlight.importer.ImportCommand}.
 */
@NullMarked
package dev.porchlight.importer;

import org.jspecify.annotations.NullMarked;

/**
 * What the bot knows: the owner's Markdown, cut into passages, searched, and quoted where no model
 * is configured. It uses nothing else of Porchlight.
 */
@NullMarked
package dev.porchlight.knowledge;

import org.jspecify.annotations.NullMarked;

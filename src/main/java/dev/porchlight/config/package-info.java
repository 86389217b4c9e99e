/**
 * The settings: every environment variable that Porchlight reads, parsed and checked before
 * anything starts.
 *
 * <p>A value that is not allowed stops the start with one sentence. Start reading at {@link
 * dev.porchlight.config.SettingsReader}; the README's table is kept equal to it by a test.
 */
@NullMarked
package dev.porchlight.config;

import org.jspecify.annotations.NullMarked;

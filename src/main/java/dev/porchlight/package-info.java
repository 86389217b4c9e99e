/**
 * The program's entry point and its wiring.
 *
 * <p>{@link dev.porchlight.Main} reads the settings and starts {@link
 * dev.porchlight.PorchlightServer}, which builds every part, declares the routes and stops the
 * parts in order. Nothing else knows the packages all at once. Start reading at {@code
 * PorchlightServer}.
 */
@NullMarked
package dev.porchlight;

import org.jspecify.annotations.NullMarked;

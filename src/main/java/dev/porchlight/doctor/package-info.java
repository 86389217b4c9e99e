/**
 * Looks at a chat as a visitor meets it, from outside: whether it is reached, whether its answers
 * come piece by piece, and what stands in between. Start with {@code SiteCheck}.
 */
@NullMarked
package dev.porchlight.doctor;

import org.jspecify.annotations.NullMarked;

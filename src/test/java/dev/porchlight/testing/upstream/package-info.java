/**
 * The parties that the tests play: an upstream that speaks every provider's dialect and has every
 * fault, and visitors who read, leave and misbehave over real sockets.
 */
@NullMarked
package dev.porchlight.testing.upstream;

import org.jspecify.annotations.NullMarked;

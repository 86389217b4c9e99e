/** Time that a test moves by hand. */
@NullMarked
package dev.porchlight.time;

import org.jspecify.annotations.NullMarked;

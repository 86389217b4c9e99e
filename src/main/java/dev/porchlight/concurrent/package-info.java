/** Small helpers for threads that any other package may use. */
@NullMarked
package dev.porchlight.concurrent;

import org.jspecify.annotations.NullMarked;

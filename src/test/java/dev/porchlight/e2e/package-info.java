/** The whole program over real sockets and processes, with the fake upstream behind it. */
@NullMarked
package dev.porchlight.e2e;

import org.jspecify.annotations.NullMarked;

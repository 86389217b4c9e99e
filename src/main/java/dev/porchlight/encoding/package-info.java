/**
 * How small values are written in headers, events and keys: whole seconds, digests, and text that a
 * header can carry. Nothing here knows the rest of the program.
 *
 * <p>Each class stands by itself; start reading at {@link dev.porchlight.encoding.WholeSeconds}.
 */
@NullMarked
package dev.porchlight.encoding;

import org.jspecify.annotations.NullMarked;

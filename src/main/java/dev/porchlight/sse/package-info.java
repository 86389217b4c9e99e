/**
 * Server-sent events as bytes, both ways: a decoder for what an upstream sends and an encoder for
 * what a visitor receives.
 *
 * <p>No HTTP and no JSON here. The format is that of the HTML standard, section "Server-sent
 * events".
 */
@NullMarked
package dev.porchlight.sse;

import org.jspecify.annotations.NullMarked;

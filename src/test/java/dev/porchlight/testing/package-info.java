/**
 * What the suites share: the server in this process or in one of its own, a scripted chat model,
 * and time that a test moves by hand.
 */
@NullMarked
package dev.porchlight.testing;

import org.jspecify.annotations.NullMarked;

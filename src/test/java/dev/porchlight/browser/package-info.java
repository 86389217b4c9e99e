/** The page in a real browser, against the real server and the fake upstream. */
@NullMarked
package dev.porchlight.browser;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.porchlight.sse;

import org.jspecify.annotations.NullMarked;

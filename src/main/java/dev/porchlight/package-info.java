@NullMarked
package dev.porchlight;

import org.jspecify.annotations.NullMarked;

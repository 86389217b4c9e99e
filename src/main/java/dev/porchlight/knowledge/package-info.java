@NullMarked
package dev.porchlight.knowledge;

import org.jspecify.annotations.NullMarked;

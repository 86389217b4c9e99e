@NullMarked
package dev.porchlight.answer;

import org.jspecify.annotations.NullMarked;

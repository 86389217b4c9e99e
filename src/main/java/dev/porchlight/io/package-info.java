/** Files that are replaced in one step. Nothing here knows the rest of the program. */
@NullMarked
package dev.porchlight.io;

import org.jspecify.annotations.NullMarked;

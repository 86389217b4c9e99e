/**
 * The files that others build, start and release Porchlight with, as far as they can be tried here.
 */
@NullMarked
package dev.porchlight.packaging;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.porchlight.model;

import org.jspecify.annotations.NullMarked;

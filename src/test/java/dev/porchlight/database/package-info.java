@NullMarked
package dev.porchlight.database;

import org.jspecify.annotations.NullMarked;

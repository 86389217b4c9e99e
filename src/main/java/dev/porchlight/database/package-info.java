/**
 * What the server keeps in the data folder: one SQLite database behind the ports of the packages
 * that need something kept.
 */
@NullMarked
package dev.porchlight.database;

import org.jspecify.annotations.NullMarked;

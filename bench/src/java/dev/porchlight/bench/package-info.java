/**
 * The benchmark: starts an upstream and one server after another, loads each with the same rows of
 * work, and writes one table. Start reading at {@link dev.porchlight.bench.Main}.
 */
@NullMarked
package dev.porchlight.bench;

import org.jspecify.annotations.NullMarked;

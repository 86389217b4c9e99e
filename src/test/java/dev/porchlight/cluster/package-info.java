/** Tests of what machines share: against a real Redis, and against the forms in memory. */
@NullMarked
package dev.porchlight.cluster;

import org.jspecify.annotations.NullMarked;

/**
 * Limits that hold for all machines together; while Redis is lost, each keeps to its share of them.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.limits.SharedLimits}.
 */
@NullMarked
package dev.porchlight.cluster.limits;

import org.jspecify.annotations.NullMarked;

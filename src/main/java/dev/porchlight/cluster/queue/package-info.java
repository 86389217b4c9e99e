/**
 * The admission queue of all machines together.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.queue.RedisAdmissionQueue}; what stands in
 * Redis is in {@link dev.porchlight.cluster.queue.SharedLine}.
 */
@NullMarked
package dev.porchlight.cluster.queue;

import org.jspecify.annotations.NullMarked;

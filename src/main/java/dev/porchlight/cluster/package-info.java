/**
 * What several machines share over Redis: the forms of the ports that the wiring takes where {@code
 * REDIS_URL} is set. No other room knows it.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.Cluster}; {@code cluster.redis} is the
 * connection, {@code cluster.limits} what is charged and spent, {@code cluster.log} the answers,
 * {@code cluster.owner} what the owner sees, {@code cluster.requests} which requests were there
 * before, {@code cluster.queue} who waits for a call, {@code cluster.calls} the calls of workers.
 */
@NullMarked
package dev.porchlight.cluster;

import org.jspecify.annotations.NullMarked;

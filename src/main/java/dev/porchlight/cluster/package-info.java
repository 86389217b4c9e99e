/**
 * What several machines share over Redis: the forms of the ports that the wiring takes where {@code
 * REDIS_URL} is set. No other room knows it.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.Cluster}; a {@link
 * dev.porchlight.cluster.RedisLink} is the connection, and knows whether it may be relied on.
 */
@NullMarked
package dev.porchlight.cluster;

import org.jspecify.annotations.NullMarked;

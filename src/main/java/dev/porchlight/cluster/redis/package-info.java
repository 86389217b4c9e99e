/**
 * The connection to Redis: commands and scripts within a timeout, whether Redis may be relied on,
 * and which machines there are.
 *
 * <p>Start reading at {@link dev.porchlight.cluster.redis.RedisLink}.
 */
@NullMarked
package dev.porchlight.cluster.redis;

import org.jspecify.annotations.NullMarked;

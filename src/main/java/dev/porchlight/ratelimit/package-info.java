/**
 * Who a visitor is, as far as the network shows it, and how much one visitor may ask: token
 * buckets, streams at once, and the {@code RateLimit} fields.
 *
 * <p>Start reading at {@link dev.porchlight.ratelimit.RateLimiter}; {@link
 * dev.porchlight.ratelimit.ClientAddressResolver} finds the visitor's address behind proxies.
 */
@NullMarked
package dev.porchlight.ratelimit;

import org.jspecify.annotations.NullMarked;

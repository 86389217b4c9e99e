/**
 * What the owner is told of their visitors: how questions went, and which were not answered. No
 * address, no time finer than a day.
 */
@NullMarked
package dev.porchlight.owner;

import org.jspecify.annotations.NullMarked;

/** Who a visitor is, as far as the network shows it, and how much one visitor may ask. */
@NullMarked
package dev.porchlight.visitor;

import org.jspecify.annotations.NullMarked;

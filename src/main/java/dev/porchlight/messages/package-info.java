/**
 * The messages that visitors leave for the owner: kept in the data folder until they are delivered
 * to the owner's webhook or mailbox, at least once each, with an id that tells doubles.
 *
 * <p>Start reading at {@link dev.porchlight.messages.MessageOutbox}.
 */
@NullMarked
package dev.porchlight.messages;

import org.jspecify.annotations.NullMarked;

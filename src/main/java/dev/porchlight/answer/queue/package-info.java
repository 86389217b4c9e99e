/**
 * The admission queue: questions wait here in order until an upstream may be called, and receive
 * their position.
 *
 * <p>Start reading at {@link dev.porchlight.answer.queue.AdmissionQueue}; a {@link
 * dev.porchlight.answer.queue.QueueTicket} is one question's place in it.
 */
@NullMarked
package dev.porchlight.answer.queue;

import org.jspecify.annotations.NullMarked;

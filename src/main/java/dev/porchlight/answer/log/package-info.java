/**
 * The answer log: an append-only list of events that is written once and read by any number of
 * subscribers, each at its own position.
 *
 * <p>A stream that is resumed, joined or replayed is a {@link dev.porchlight.answer.log.LogCursor}
 * that starts elsewhere. The log's lock is its own: nobody outside this package synchronizes on it.
 * Start reading at {@link dev.porchlight.answer.log.AnswerLog}.
 */
@NullMarked
package dev.porchlight.answer.log;

import org.jspecify.annotations.NullMarked;

/**
 * A question's way to its answer: the cache of common questions, the idempotency keys, the quota,
 * the queue, and the call that produces the answer.
 *
 * <p>Start reading at {@link dev.porchlight.answer.QuestionDispatcher#ask}; {@link
 * dev.porchlight.answer.AnswerProducer} writes what the model says into the answer's log.
 */
@NullMarked
package dev.porchlight.answer;

import org.jspecify.annotations.NullMarked;

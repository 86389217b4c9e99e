package dev.porchlight.answer;

import dev.porchlight.answer.queue.QueueTicket;
import java.util.function.Consumer;

/**
 * A question that its visitor was charged for, with the prompt to be and its ticket in the
 * admission queue.
 *
 * @param place what its calls take up, of the visitor's limits and of the queue
 * @param queued hears, each time that its standing in the queue changes, whether it waits
 */
record AdmittedQuestion(
    Question question,
    PromptFactory.Draft draft,
    QuotaHolder quotaHolder,
    QueueTicket ticket,
    CallPlace place,
    Consumer<Boolean> queued) {}

package dev.porchlight.answer;

/**
 * What the dispatcher is doing now.
 *
 * @param openAnswers answers that are waiting or being written
 * @param calls tickets of the admission queue whose call is running
 * @param waiting tickets of the admission queue that wait
 * @param streams streams that can be read
 * @param helpful answers that their visitors found helpful
 * @param unhelpful answers that their visitors found not helpful
 */
public record DispatcherStats(
    int openAnswers, int calls, int waiting, long streams, long helpful, long unhelpful) {}

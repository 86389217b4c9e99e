package dev.porchlight.answer;

/**
 * A question that its visitor was charged for and of whose answer nothing has been said: what
 * another machine needs to ask it.
 *
 * @param visitor the key that the visitor's limits go by
 */
public record PendingQuestion(Question question, String visitor) {}

package dev.porchlight.answer;

import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one question went, for the owner: nothing of what a visitor or a model said.
 *
 * @param by who answered, or null where the answer never began
 * @param ending in the words of the wire, such as {@code finished}, with the reason or the code in
 *     brackets where there is one
 * @param firstWord from the question to the beginning of its answer, or null where it never began
 * @param queued how long it waited in the queue, zero where it did not
 * @param total from the question to the end of its answer
 * @param usage what it cost
 */
public record QuestionOutcome(
    @Nullable By by,
    String ending,
    @Nullable Duration firstWord,
    Duration queued,
    Duration total,
    TokenUsage usage) {

  /** Who answered. */
  public enum By {
    MODEL,
    FALLBACK,
    FAQ,
    EXTRACT,
    /** A finished answer to the same question. */
    CACHE,
    /** An answer to the same question that was still being written. */
    JOINED
  }
}

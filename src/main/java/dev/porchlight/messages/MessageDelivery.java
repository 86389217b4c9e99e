package dev.porchlight.messages;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A way to the owner. Safe for use by any thread; nothing in it blocks the caller. */
public interface MessageDelivery {

  /** How a delivery went. */
  sealed interface Result {

    /** The receiver has taken the message. */
    record Delivered() implements Result {}

    /**
     * The receiver has not, or not said so.
     *
     * @param cause what went wrong, for the owner; holds nothing of the message
     * @param cure what the owner can do, a sentence; empty where there is nothing
     * @param retryAfter how long the receiver asks to wait, or null where it does not
     */
    record Failed(String cause, String cure, @Nullable Duration retryAfter) implements Result {

      Failed(String cause, String cure) {
        this(cause, cure, null);
      }
    }
  }

  /**
   * Delivers a message once. Ends within a deadline of its own, and never exceptionally but for a
   * fault of our own.
   */
  CompletionStage<Result> deliver(VisitorMessage message);

  /** Who receives, for the log: a host, never a secret. */
  String receiver();

  /** Ends what goes on, without waiting for it. */
  default void close() {}
}

package dev.porchlight.answer.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One visitor's subscription to one answer, known by an id that cannot be guessed; several tabs may
 * read it. Safe for use by any thread.
 *
 * <p>It holds its answer while somebody reads, and for a grace after the last one left. A visitor
 * who comes back after that takes hold again where the answer still allows it, and else reads the
 * log as it closed.
 */
public interface Subscription {

  /** The log that it reads. */
  AnswerLog answer();

  String id();

  /** How old its answer was when it came, or null where that was not yet closed. */
  @Nullable Duration ageWhenFound();

  /** Whether its answer had been closed before it came. */
  default boolean wasFoundClosed() {
    return ageWhenFound() != null;
  }

  /** Whether its log was lost, so that it can't be read on here. */
  boolean isGone();

  /** The position of the newest entry of its answer. */
  long position();

  /**
   * Opens it for one connection.
   *
   * @param after the position of the last event that the visitor has; 0 for none
   * @param wake called on any thread when there may be more to take; must not block
   * @throws PositionBeyondLogException where the log has no such position
   */
  LogCursor read(long after, Runnable wake) throws PositionBeyondLogException;

  /** Ends it by its visitor's wish. Where no other holds the answer, that ends the answer too. */
  void stop();

  /** Keeps the visitor's opinion, and gives the one before it. */
  @Nullable Opinion rate(Opinion opinion);
}

package dev.porchlight.messages;

import dev.porchlight.io.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where messages are kept until they are delivered. What a method has written is there for good
 * when it returns, also after a power cut. Of a message that was delivered or erased its id stays
 * for as long as messages are kept, so that it is not taken again. Where several machines use it,
 * one of them at a time is told what is due. Safe for use by any thread; the methods may block, and
 * each throws a {@link StorageException} where the store fails.
 */
public interface MessageStore {

  /** No message is tried later than that; one that seems to be was planned by another clock. */
  Duration LONGEST_WAIT = Duration.ofDays(1);

  /**
   * Lets somebody look from time to time, where other machines use it too.
   *
   * @param look must not block
   */
  default void whenOthersMayHaveChangedIt(Runnable look) {}

  /** Keeps a message, to be tried at once, unless it was taken before or the limits forbid it. */
  MessageLimits.Taking add(VisitorMessage message, MessageLimits limits);

  /** Whether a message of that id has been taken. */
  boolean knows(String id);

  /**
   * The message whose attempt has been due for longest, or null where none is due, or another
   * machine delivers.
   */
  @Nullable WaitingMessage due(Instant now);

  /**
   * When the next attempt is due, be it in the past; null where no message waits, or another
   * machine delivers.
   */
  @Nullable Instant nextAttempt();

  /** Lets every message that waits be due. */
  void makeDue(Instant now);

  /** Erases a message that was delivered, and counts it on that day (UTC). */
  void delivered(String id, Instant now);

  /** Plans the next attempt of a message whose delivery failed. */
  void failed(String id, Instant nextAttempt, String cause);

  /** The messages that wait, the oldest first. */
  List<WaitingMessage> waiting();

  /**
   * Erases one that waits.
   *
   * @return false where none of that id waits
   */
  boolean erase(String id);

  /** Erases all messages received before a time, and forgets the ids that were. */
  void eraseReceivedBefore(Instant time);

  /** How many messages were delivered, by the day (UTC), for the days whose ids are known. */
  SortedMap<LocalDate, Integer> deliveredPerDay();
}

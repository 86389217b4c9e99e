package dev.porchlight.cluster.owner;

import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.io.StorageException;
import dev.porchlight.messages.MessageStore;
import dev.porchlight.owner.DayStore;
import dev.porchlight.owner.UnansweredQuestions;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Makes the stores of what the owner sees of all machines. Safe for use by any thread. */
public final class SharedRecords {

  private final RedisLink link;

  public SharedRecords(RedisLink link) {
    this.link = link;
  }

  /** The figures of the days. */
  public DayStore days() {
    return new RedisDayStore(link);
  }

  /** The messages of visitors until they are delivered. */
  public MessageStore messages() {
    return new RedisMessageStore(link);
  }

  /**
   * The questions that were not answered.
   *
   * @param secret what all machines know, and Redis does not
   * @param minVisitors how many different visitors have to have asked a question on one day before
   *     it is shown
   * @param days how many days, this one too, it is kept since it was asked last
   */
  public UnansweredQuestions unanswered(
      String secret, int minVisitors, int days, InstantSource clock, Timers timers) {
    return new RedisUnansweredQuestions(
        link, new VisitorDigests(secret), minVisitors, days, clock, timers);
  }

  /**
   * Waits for the reply to a command of the link, which takes no longer than the link's timeout.
   *
   * @throws StorageException where Redis is lost
   */
  static <T> T await(CompletionStage<T> command) {
    try {
      return command.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new StorageException("Redis can't be used now", e);
    }
  }
}

package dev.porchlight.answer.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The append-only log of everything said in reply to one question. One producer appends to it, any
 * number of readers follow it, and it closes with exactly one {@link Ending}. Safe for use by any
 * thread; appending and waking the readers never wait.
 */
public interface AnswerLog {

  /**
   * A log in the memory of this process.
   *
   * @param maxBytes what the entries before the ending may weigh: their bytes and 24 for each
   */
  static AnswerLog inMemory(long maxBytes, Ticker ticker) {
    return new InMemoryAnswerLog(maxBytes, ticker);
  }

  /** Appends how the answer begins. Nothing is appended to a closed answer. */
  void begin(AnswerStart with);

  /** Appends a piece of the text; where it would pass the bound, closes as cut off instead. */
  void chunk(String text);

  /** Does a step of producing it. One that fails for a fault of our own closes it. */
  void attempt(Runnable step);

  /** Goes on with the step's result. Where either fails for a fault of our own, the log closes. */
  default <T> void attempt(Supplier<CompletionStage<T>> step, Consumer<T> next) {
    attempt(
        () -> {
          var unused =
              step.get()
                  .whenComplete(
                      (result, failure) ->
                          attempt(
                              () -> {
                                if (failure != null) {
                                  throw new CompletionException(failure);
                                }
                                next.accept(result);
                              }));
        });
  }

  /** Closes the log, if nothing closed it before. */
  void close(Ending with);

  /** Completes with how it begins, without the lock; never where it closes before that. */
  CompletionStage<AnswerStart> begun();

  /**
   * Completes with the ending when the answer closes; its callbacks run without the lock, and
   * before anybody can read the last entry. So whoever reads an ending finds that all the answer
   * held has been given back.
   */
  CompletionStage<Ending> closed();

  /**
   * Runs a task when the answer closes, or at once where it has; by the rules of {@link #closed}.
   * One that fails keeps no other from running.
   */
  void whenClosed(Runnable task);

  /**
   * Shows where the answer waits.
   *
   * @param position null where it waits no more
   * @param version higher for a newer position: an older one never replaces it
   */
  void queued(@Nullable QueuePosition position, long version);

  boolean isBegun();

  boolean isClosed();

  /**
   * Whether what comes next can't be read here, since it is lost or another machine writes it: then
   * how it closed here is not how it ended.
   */
  boolean isGone();

  /** The weight of the log: the bytes of its entries and their overhead, the last one's too. */
  long bytes();

  /** Whether it is a whole text, which the model itself wrote and brought to its own end. */
  boolean mayBeReused();

  /**
   * Attaches a visitor's subscription. Its grace runs only once a reader has come and left again.
   *
   * @param id cannot be guessed
   * @return null where the answer is closed in a way that may not be reused
   */
  @Nullable Subscription attach(String id, Duration grace, Timers timers);
}

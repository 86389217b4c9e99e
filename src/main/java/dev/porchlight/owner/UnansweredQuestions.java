package dev.porchlight.owner;

import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.concurrent.Timers;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first questions that were not answered, gathered by near-equal wording: the same words in any
 * order, whatever their case, accents and marks. Of more than {@value #MAX_QUESTIONS}, those that
 * nobody asked for longest are forgotten. Safe for use by any thread.
 */
public interface UnansweredQuestions extends AutoCloseable {

  int MAX_QUESTIONS = 1_000;

  /** So many visitors of a question are told apart. */
  int MAX_VISITORS = 100;

  /**
   * How long questions are kept over restarts.
   *
   * @param days since a question was asked last
   */
  record Retention(UnansweredStore store, int days) {}

  /**
   * A question as the owner reads it.
   *
   * @param id by which it can be erased
   * @param question as it was asked first, masked
   * @param times how often it was asked
   * @param visitors how many different visitors asked it, as far as is told apart
   * @param reasons why it counts as not answered
   * @param lastAsked the day (UTC), as 2026-05-31
   */
  record Unanswered(
      String id, String question, int times, int visitors, List<String> reasons, String lastAsked) {

    public static String inWords(Reason reason) {
      return reason.name().toLowerCase(Locale.ROOT);
    }

    /** The most frequent first. */
    public static List<Unanswered> sorted(Collection<Unanswered> questions) {
      return questions.stream()
          .sorted(
              Comparator.comparingInt(Unanswered::times)
                  .thenComparing(Unanswered::lastAsked)
                  .reversed())
          .toList();
    }
  }

  /**
   * Those of this process; goes on from what the store has.
   *
   * @param minVisitors how many different visitors have to have asked a question before it is
   *     shown, or kept over restarts
   * @param retention null to forget all of them at the end
   * @param clock tells the day
   * @param timers run what the store writes
   */
  static UnansweredQuestions inMemory(
      int minVisitors, @Nullable Retention retention, InstantSource clock, Timers timers) {
    return new InMemoryUnansweredQuestions(minVisitors, retention, clock, timers);
  }

  /**
   * Takes one more.
   *
   * @param visitor what tells the visitor from others; it is not kept
   */
  void add(String question, String visitor, Reason reason);

  /** Those that enough visitors asked, the most frequent first. */
  List<Unanswered> list();

  /**
   * Forgets one for good.
   *
   * @return false where there is none of that id
   * @throws dev.porchlight.io.StorageException where it can't be erased where it is kept; then it
   *     is still there
   */
  boolean erase(String id);

  /** Saves what is not saved yet. */
  @Override
  void close();
}

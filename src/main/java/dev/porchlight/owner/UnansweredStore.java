package dev.porchlight.owner;

import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.io.StorageException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Keeps the questions that were not answered over restarts. Safe for use by any thread. */
public interface UnansweredStore {

  /**
   * A question.
   *
   * @param words those of the masked question, each once, in order: what tells it from others
   * @param question as it was asked first, masked
   * @param visitors how many different visitors asked it, as far as is told apart
   * @param lastAsked by UTC
   */
  record Kept(
      String words,
      String question,
      int times,
      int visitors,
      Set<Reason> reasons,
      LocalDate lastAsked) {

    public Kept {
      reasons = Set.copyOf(reasons);
    }
  }

  /**
   * All that are kept, those first that nobody asked for longest.
   *
   * @throws StorageException where they can't be read
   */
  List<Kept> read();

  /**
   * Adds or replaces some, and erases others by their words; all or none.
   *
   * @throws StorageException where they can't be written
   */
  void write(Collection<Kept> changed, Collection<String> erased);

  /**
   * Erases those that nobody asked since a day.
   *
   * @throws StorageException where they can't be erased
   */
  void eraseBefore(LocalDate day);
}

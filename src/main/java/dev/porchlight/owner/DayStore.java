package dev.porchlight.owner;

import dev.porchlight.io.StorageException;
import java.time.LocalDate;
import java.util.Map;

/** Keeps the figures of the days over restarts. Safe for use by any thread, adding by one. */
public interface DayStore {

  /**
   * What is counted.
   *
   * @param kind such as "by" or "ending"
   * @param name of the kind, such as "model" or "finished"
   */
  record Figure(String kind, String name) {}

  /**
   * Each day's figures.
   *
   * @throws StorageException where they can't be read
   */
  Map<LocalDate, Map<Figure, Long>> read();

  /** Whether other machines add to it too. */
  boolean isShared();

  /**
   * Adds to the figures of these days, all or none, and forgets the days before the first one.
   *
   * @throws StorageException where it is not known to be written; what is added next is the same
   *     again, and counts once
   */
  void add(Map<LocalDate, Map<Figure, Long>> more, LocalDate first);
}

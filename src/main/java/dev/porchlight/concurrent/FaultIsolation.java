package dev.porchlight.concurrent;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs callbacks so that one that fails for a fault of our own keeps no other from running, and is
 * logged and counted instead of lost. Safe for use by any thread.
 */
public final class FaultIsolation {

  private static final Logger log = LoggerFactory.getLogger(FaultIsolation.class);

  private static final LongAdder FAULTS = new LongAdder();

  private FaultIsolation() {}

  /**
   * Runs a task.
   *
   * @param what names the task in the log
   * @return whether it ran without a fault
   */
  public static boolean run(String what, Runnable task) {
    try {
      task.run();
      return true;
    } catch (RuntimeException e) {
      FAULTS.increment();
      log.error("{} failed for a fault of our own", what, e);
      return false;
    }
  }

  /** How many tasks failed since the start. */
  public static long faults() {
    return FAULTS.sum();
  }
}

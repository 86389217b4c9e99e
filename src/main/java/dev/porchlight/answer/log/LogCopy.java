package dev.porchlight.answer.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.util.List;

/**
 * A log of this process that is a copy of another machine's, entry by entry; its streams read it as
 * they do one of our own. Safe for use by any thread; one at a time appends.
 */
public final class LogCopy {

  private final CopiedAnswerLog log;

  public LogCopy(Ticker ticker, HoldersElsewhere elsewhere) {
    log = new CopiedAnswerLog(ticker);
    log.share(elsewhere);
  }

  /** The copy as a log: nobody but this appends to it. */
  public AnswerLog log() {
    return log;
  }

  /** The position of the newest entry that was copied. */
  public long lastPosition() {
    return log.lastPosition();
  }

  /** Whether a stream of this process holds the answer. */
  public boolean isHeld() {
    return log.isHeld();
  }

  /** Appends the entries that come next. */
  public void append(List<byte[]> entries) {
    log.copy(entries);
  }

  /**
   * Closes the copy.
   *
   * @param lastEntry the entry that tells of the ending
   * @param age how long ago it closed
   */
  public void end(Ending ending, boolean reusable, byte[] lastEntry, Duration age) {
    log.close(ending, reusable, lastEntry, age);
  }

  /** What comes next is lost: each reader hears so when it wants to read on. */
  public void vanish() {
    log.vanish();
  }

  /** A visitor's stream that another machine opened. It holds the answer once it is read. */
  public Subscription reopen(OpenedStream stream, Duration grace, Timers timers) {
    return new InMemorySubscription(stream, log, grace, timers);
  }

  /** The event that ends a log. */
  public static byte[] lastEntry(Ending ending, long position, List<Integer> cited) {
    EntryBuffer encoded = new EntryBuffer();
    EventEncoder.ending(ending, cited, List.of()).appendTo(encoded, position);
    return encoded.bytes();
  }
}

package dev.porchlight.testing.upstream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What a class tells the owner's log at its usual level, from when this is opened until it is
 * closed.
 */
public final class RecordedLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private RecordedLog(Class<?> of) {
    logger = (Logger) LoggerFactory.getLogger(of);
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  public static RecordedLog of(Class<?> speaker) {
    return new RecordedLog(speaker);
  }

  /** The lines so far, without their key-value pairs. */
  public List<String> lines() {
    synchronized (lines) {
      return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }
}

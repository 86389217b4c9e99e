package dev.porchlight.bench;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server that listens. Closing it ends its process, where the benchmark started it.
 *
 * @param url where questions are posted to
 * @param body the body of such a request; {@code QUESTION} stands for the question
 * @param pid its process; 0 where that is not known
 * @param process to be ended, or null where somebody else started it
 * @param startTime how long it took to listen
 */
record RunningServer(
    String url, String body, long pid, @Nullable StartedProcess process, Duration startTime)
    implements AutoCloseable {

  static RunningServer of(StartedProcess process, String path, String body) {
    return new RunningServer(
        process.address() + path, body, process.pid(), process, process.startTime());
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}

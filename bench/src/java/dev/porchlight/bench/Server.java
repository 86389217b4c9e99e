package dev.porchlight.bench;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A server that is measured: a column of the table. */
interface Server {

  String OPENAI_BODY =
      """
      {"model":"bench","stream":true,"messages":[{"role":"user","content":"QUESTION"}]}""";

  String CHAT_BODY = "{\"message\":\"QUESTION\"}";

  /** What heads its column. */
  String name();

  /** Starts it, and waits until it listens. */
  RunningServer start(Upstream upstream) throws IOException, InterruptedException;

  /** Starts it so that it answers from its own pages; null where it has none. */
  default @Nullable RunningServer startWithoutModel() throws IOException, InterruptedException {
    return null;
  }

  /** Whether it can be started again and again. */
  default boolean isStarted() {
    return true;
  }

  /** Whether the same question gets a stored answer. */
  default boolean hasCache() {
    return false;
  }

  /** Whether a fault of it fails the benchmark: it is ours. */
  default boolean mustBeSound() {
    return false;
  }
}

package dev.porchlight.cluster.calls;

import dev.porchlight.cluster.redis.Keys;
import java.time.Duration;

/** What machines tell each other of calls. Stateless. */
final class CallMessages {

  /** To a worker: a call's id, its web machine and its upstream; its prompt has a key. */
  static final String CALL = "call";

  /** To a worker: a call's id and its web machine. */
  static final String ABORT = "call-abort";

  /** To a worker: a call's id and its web machine, which wants to know how far it is. */
  static final String ASK = "call-ask";

  /** To a web machine: its worker, and events of its calls, as JSON. */
  static final String EVENTS = "call-events";

  /** Without Redis for so long, neither side waits for the other any more. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** So many heartbeats without a sign of the other side. */
  static final int MOST_MISSED = 2;

  private CallMessages() {}

  /** Where a call's prompt is until its worker takes it. */
  static String promptKey(String call) {
    return Keys.PREFIX + "question:{" + call + "}";
  }
}

package dev.porchlight.cluster.calls;

import dev.porchlight.cluster.redis.Keys;

/** What machines tell each other of calls. Stateless. */
final class CallMessages {

  /** To a worker: a call's id, its web machine and its upstream; its prompt has a key. */
  static final String CALL = "call";

  /** To a worker: a call's id. */
  static final String ABORT = "call-abort";

  /** To a web machine: events of its calls, as JSON. */
  static final String EVENTS = "call-events";

  private CallMessages() {}

  /** Where a call's prompt is until its worker takes it. */
  static String promptKey(String call) {
    return Keys.PREFIX + "question:{" + call + "}";
  }
}

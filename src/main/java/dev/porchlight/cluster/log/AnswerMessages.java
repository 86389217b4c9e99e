package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.Ending;

/** What machines tell each other of answers and streams. Stateless. */
final class AnswerMessages {

  /** Of an answer: it is not in Redis. */
  static final String PUBLISH_AGAIN = "publish-again";

  /** Of an answer: the sender holds it no more, since its visitor left. */
  static final String LEFT = "left";

  /** Of an answer: the sender holds it no more, since its visitor stopped it. */
  static final String STOPPED = "stopped";

  /** Of a stream: its visitor stops it. */
  static final String STOP = "stop";

  /** Of an answer: the sender writes it from now on. */
  static final String TAKEN_OVER = "taken-over";

  private AnswerMessages() {}

  static String takenOver(String answer) {
    return TAKEN_OVER + " " + answer;
  }

  static String publishAgain(String answer) {
    return PUBLISH_AGAIN + " " + answer;
  }

  static String left(String answer, Ending.Stopped as) {
    return (as.left() ? LEFT : STOPPED) + " " + answer;
  }

  static String stop(String stream) {
    return STOP + " " + stream;
  }
}

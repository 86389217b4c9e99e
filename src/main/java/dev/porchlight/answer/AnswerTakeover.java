package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import java.util.function.Consumer;

/**
 * Goes on with the answers of machines that are gone and have said nothing of them. Called by any
 * thread; must not block.
 */
@FunctionalInterface
public interface AnswerTakeover {

  /**
   * Asks a question again.
   *
   * @param home is given the log that is written from now on, before anything is
   */
  void goOn(PendingQuestion question, Consumer<AnswerLog> home);
}

package dev.porchlight.answer;

import dev.porchlight.answer.log.AnswerLog;
import java.time.Duration;

/** Lets the answers of this process be read on other machines, and theirs here. */
public interface AnswerSharing {

  /** For the only machine there is. */
  AnswerSharing NONE =
      new AnswerSharing() {
        @Override
        public SubscriptionStore subscriptions(SubscriptionStore own, Duration grace) {
          return own;
        }

        @Override
        public AnswerCache answers(AnswerCache own, Duration keptFor) {
          return own;
        }

        @Override
        public void keepQuestion(AnswerLog answer, PendingQuestion question) {
          // Nobody could ask it again.
        }

        @Override
        public void takeOverBy(AnswerTakeover takeover) {
          // No other machine can be gone.
        }

        @Override
        public void leave() {
          // Nobody could go on elsewhere.
        }
      };

  /**
   * The streams of all machines.
   *
   * @param own those of this process
   * @param grace how long a stream waits for its last reader to come back
   */
  SubscriptionStore subscriptions(SubscriptionStore own, Duration grace);

  /**
   * The answers to first questions of all machines.
   *
   * @param own those of this process
   * @param keptFor how long a finished one is reused
   */
  AnswerCache answers(AnswerCache own, Duration keptFor);

  /**
   * Keeps the question of an answer until the first of the answer's text is known to all machines,
   * so that another machine can ask it again. Before that nobody here reads the text.
   */
  void keepQuestion(AnswerLog answer, PendingQuestion question);

  /** How this process goes on with answers of machines that are gone. */
  void takeOverBy(AnswerTakeover takeover);

  /** This process stops: lets whoever reads answers of other machines go, to read on elsewhere. */
  void leave();
}

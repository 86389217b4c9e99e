package dev.porchlight.answer;

import java.time.Duration;

/** Lets the answers of this process be read on other machines, and theirs here. */
public interface AnswerSharing {

  /** For the only machine there is. */
  AnswerSharing NONE = (own, grace) -> own;

  /**
   * The streams of all machines.
   *
   * @param own those of this process
   * @param grace how long a stream waits for its last reader to come back
   */
  SubscriptionStore subscriptions(SubscriptionStore own, Duration grace);
}

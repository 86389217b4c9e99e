package dev.porchlight.answer.queue;

/** Makes the admission queue: of this process, or of several machines. Safe for any thread. */
public interface AdmissionQueueFactory {

  /**
   * Makes the queue.
   *
   * @param calls how many may run at once
   * @param length how many more may wait
   */
  AdmissionQueue create(int calls, int length);
}

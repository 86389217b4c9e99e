package dev.porchlight.llm.resilience;

import dev.porchlight.llm.FailureCode;

/** Makes circuit breakers that several machines share. */
@FunctionalInterface
public interface CircuitBreakerSharing {

  /** Each machine has its own. */
  CircuitBreakerSharing NONE = (name, local) -> local.create(Listener.NONE);

  /**
   * The circuit breaker of an upstream.
   *
   * @param name the same on each machine
   * @param local makes this machine's own, which calls go through
   */
  CircuitBreaker share(String name, LocalFactory local);

  /** Makes the circuit breaker of this machine. */
  @FunctionalInterface
  interface LocalFactory {

    Local create(Listener listener);
  }

  /** Hears what this machine's calls mean for the others. Called under no lock; must not block. */
  interface Listener {

    Listener NONE =
        new Listener() {
          @Override
          public void opened(CircuitOpening opening) {}

          @Override
          public void confirmed() {}
        };

    /** The circuit was opened, or stays open for longer. */
    void opened(CircuitOpening opening);

    /** After it was open, the upstream took a call. */
    void confirmed();
  }

  /** The circuit breaker of this machine, which is told what the others' calls mean. */
  interface Local extends CircuitBreaker {

    /** The circuit is open: stays so for as long, or for longer where it was to anyway. */
    void openedElsewhere(CircuitOpening opening);

    /** The upstream took another machine's call. */
    void confirmedElsewhere();

    /** Why it is open, or was the last time. */
    FailureCode code();
  }
}

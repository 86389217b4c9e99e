package dev.porchlight.testing.upstream;

/**
 * What the fake upstream does with a request. It only says what is to be sent, by the methods of
 * the exchange, and never waits: it runs on the thread that serves every connection.
 */
@FunctionalInterface
public interface Script {

  /** Leaves the exchange to the test, which gets it from {@link FakeUpstream#awaitExchange}. */
  Script MANUAL = exchange -> {};

  void play(Exchange exchange);
}

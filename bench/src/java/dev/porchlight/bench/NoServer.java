package dev.porchlight.bench;

import java.time.Duration;

/**
 * The load generator and the upstream without a server between them: what can't be measured beyond.
 * Its CPU is the upstream's.
 */
record NoServer() implements Server {

  @Override
  public String name() {
    return "none between";
  }

  @Override
  public RunningServer start(Upstream upstream) {
    return new RunningServer(
        upstream.address() + Upstream.PATH, OPENAI_BODY, upstream.pid(), null, Duration.ZERO);
  }

  @Override
  public boolean isStarted() {
    return false;
  }

  @Override
  public boolean mustBeSound() {
    return true;
  }
}

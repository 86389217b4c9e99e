package dev.porchlight.bench;

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
    return RunningServer.given(upstream.address() + Upstream.PATH, OPENAI_BODY, upstream.pid());
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

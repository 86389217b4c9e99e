package dev.porchlight.bench;

import dev.porchlight.testing.FreePort;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The upstream of all servers, {@code bench/upstream.c}. */
final class Upstream implements AutoCloseable {

  static final String PATH = "/v1/chat/completions";

  private final StartedProcess process;

  private Upstream(StartedProcess process) {
    this.process = process;
  }

  /**
   * @param port where it listens; 0 takes any free port
   */
  static Upstream start(int port) throws IOException, InterruptedException {
    int chosen = port == 0 ? FreePort.find() : port;
    List<String> command = List.of("target/bench/upstream", Integer.toString(chosen));
    return new Upstream(StartedProcess.start("upstream", chosen, command, Map.of()));
  }

  String address() {
    return process.address();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}

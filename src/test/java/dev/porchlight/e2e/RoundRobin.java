package dev.porchlight.e2e;

import dev.porchlight.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Server processes that are one site, each at an address of its own, which visitors take in turn.
 * Any thread may ask for one; one thread kills them and starts others in their place.
 */
final class RoundRobin implements AutoCloseable {

  private final Map<String, String> variables;
  private final List<Machine> machines = new CopyOnWriteArrayList<>();
  private final ExecutorService logs = Executors.newCachedThreadPool();

  /** One that was started, and whether it was killed since. */
  static final class Machine {

    private final ServerProcess process;
    private final URI address;
    private volatile boolean killed;

    private Machine(ServerProcess process, URI address) {
      this.process = process;
      this.address = address;
    }

    URI address() {
      return address;
    }

    boolean isKilled() {
      return killed;
    }
  }

  private RoundRobin(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Starts machines with these variables. */
  static RoundRobin start(int number, Map<String, String> variables) throws IOException {
    RoundRobin site = new RoundRobin(variables);
    List<ServerProcess> processes = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      processes.add(ServerProcess.start(variables));
    }
    for (ServerProcess process : processes) {
      site.machines.add(site.awaitStart(process));
    }
    return site;
  }

  int size() {
    return machines.size();
  }

  /**
   * @param turn any number; the next turn is another machine's
   */
  Machine at(int turn) {
    return machines.get(Math.floorMod(turn, machines.size()));
  }

  /** Kills one with SIGKILL, and starts another in its place. */
  void replace(int turn) throws IOException, InterruptedException {
    Machine machine = at(turn);
    machine.killed = true;
    machine.process.kill();
    machine.process.awaitExit();
    machines.set(Math.floorMod(turn, machines.size()), awaitStart(ServerProcess.start(variables)));
  }

  private Machine awaitStart(ServerProcess process) throws IOException {
    Machine machine = new Machine(process, process.awaitAddress());
    logs.execute(() -> readLog(process));
    return machine;
  }

  /** Takes what it writes, so that it never waits for that. */
  private static void readLog(ServerProcess process) {
    try {
      process.rest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    machines.forEach(machine -> machine.process.close());
    logs.shutdown();
  }
}

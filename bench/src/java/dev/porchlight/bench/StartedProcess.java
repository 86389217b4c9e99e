package dev.porchlight.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that listens on a port of the loopback address, and ends with the benchmark. */
final class StartedProcess implements AutoCloseable {

  /** What servers write is kept here, each in a file of its own. */
  private static final Path LOGS = Path.of("target", "bench", "log");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final int port;
  private final Duration startTime;
  private final Thread endWithUs;

  private StartedProcess(Process process, int port, Duration startTime) {
    this.process = process;
    this.port = port;
    this.startTime = startTime;
    this.endWithUs = new Thread(process::destroy, "end-" + process.pid());
    Runtime.getRuntime().addShutdownHook(endWithUs);
  }

  /**
   * Starts a process and waits until it listens on a port.
   *
   * @param name names its log file
   * @param environment all the variables that it gets
   */
  static StartedProcess start(
      String name, int port, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.createDirectories(LOGS);
    Path log = LOGS.resolve(name.replaceAll("\\W+", "-") + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    long started = System.nanoTime();
    Process process = builder.start();
    while (!isListening(port)) {
      Duration waited = Duration.ofNanos(System.nanoTime() - started);
      if (!process.isAlive() || waited.compareTo(PATIENCE) > 0) {
        process.destroyForcibly();
        throw new IOException("%s does not listen; see %s".formatted(command.get(0), log));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return new StartedProcess(process, port, Duration.ofNanos(System.nanoTime() - started));
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      // Not yet.
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  Duration startTime() {
    return startTime;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(endWithUs);
  }
}

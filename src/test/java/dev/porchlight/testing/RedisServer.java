package dev.porchlight.testing;

import dev.porchlight.testing.upstream.Patience;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real Redis on loopback, which keeps nothing on the disk. For one thread. */
public final class RedisServer implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/redis-server");

  private final int port;
  private final List<String> options;
  private @Nullable Process process;

  private RedisServer(int port, List<String> options) {
    this.port = port;
    this.options = options;
  }

  /**
   * Starts one. Where the program is missing, the test is skipped, and fails where {@code CI} is
   * true.
   *
   * @param options such as {@code --requirepass secret}
   */
  public static RedisServer start(String... options) throws IOException {
    RedisServer server = stopped(options);
    server.startAgain();
    return server;
  }

  /** One that does not run yet, so that there is nothing at its address. */
  public static RedisServer stopped(String... options) throws IOException {
    boolean isInstalled = Files.isExecutable(PROGRAM);
    if (!isInstalled && "true".equals(new ProcessBuilder().environment().get("CI"))) {
      throw new AssertionError(PROGRAM + " is missing: install redis-server");
    }
    Assumptions.assumeTrue(isInstalled, PROGRAM + " is missing: not tried over Redis");
    return new RedisServer(FreePort.find(), List.of(options));
  }

  /** Starts it again at the same address. */
  public void startAgain() throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--port", "" + port));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    process = builder.start();
    Awaitility.await("Redis").ignoreExceptions().until(() -> !ask("PING").isEmpty());
  }

  /** Ends it at once. */
  public void stop() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Stops answering, with every connection as it is, until {@link #resume}. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  /** Answers again, also what came meanwhile. */
  public void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    Process running = process;
    if (running != null && running.isAlive()) {
      Process kill = new ProcessBuilder("kill", "-" + name, "" + running.pid()).start();
      kill.onExit().join();
    }
  }

  /** Its address for {@code REDIS_URL}. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public URI uri() {
    return URI.create(url());
  }

  /** Sends a command over a connection of its own, and gives the first line of the reply. */
  public String ask(String... words) throws IOException {
    StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
    Stream.of(words)
        .forEach(word -> command.append("$%d\r\n%s\r\n".formatted(word.length(), word)));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(Patience.MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(command.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      byte[] reply = new byte[4096];
      int length = socket.getInputStream().read(reply);
      return length < 0 ? "" : new String(reply, 0, length, StandardCharsets.UTF_8).strip();
    }
  }

  @Override
  public void close() {
    try {
      resume();
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      stop();
    }
  }
}

package dev.porchlight.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.Main;
import dev.porchlight.testing.upstream.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own, started as its owner starts it. For one thread. */
public final class ServerProcess implements AutoCloseable {

  private static final Pattern ADDRESS = Pattern.compile("listens on (http://\\S+:\\d+);");

  private static final Pattern OPTIONS = Pattern.compile("web: java (-.*) -jar");

  private static final List<String> SMALL =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Process process;
  private final BufferedReader out;

  private ServerProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
  }

  /** Starts it on the loopback address with these variables and none of this process's. */
  public static ServerProcess start(Map<String, String> variables) throws IOException {
    return start(variables, SMALL, List.of());
  }

  /** Runs one of its commands with these variables and none of this process's. */
  public static ServerProcess command(Map<String, String> variables, String... arguments)
      throws IOException {
    return start(variables, SMALL, List.of(arguments));
  }

  /** Starts it in the same way with the memory that the Procfile gives it. */
  public static ServerProcess startAsDeployed(Map<String, String> variables) throws IOException {
    Matcher options = OPTIONS.matcher(Files.readString(Path.of("Procfile")));
    assertThat(options.find()).isTrue();
    return start(variables, List.of(options.group(1).split(" ")), List.of());
  }

  /** Starts it, or runs one of its commands, with these options of the JVM. */
  public static ServerProcess withOptions(
      List<String> options, Map<String, String> variables, String... arguments) throws IOException {
    return start(variables, options, List.of(arguments));
  }

  private static ServerProcess start(
      Map<String, String> variables, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(Map.of("HOST", "127.0.0.1", "PORT", "0", "UPSTREAM_CHECK", "off"));
    builder.environment().putAll(variables);
    return new ServerProcess(builder.start());
  }

  /** Waits for the line that says that it has started. */
  public String awaitStartLine() {
    return awaitLine("Porchlight listens");
  }

  /** Waits for a line of its standard output, the log's too, that holds a text. */
  public String awaitLine(String part) {
    try {
      return CompletableFuture.supplyAsync(() -> readUpTo(part))
          .get(Patience.MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | InterruptedException e) {
      throw new AssertionError("It did not say \"%s\"".formatted(part), e);
    }
  }

  private String readUpTo(String part) {
    try {
      return lineWith(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lineWith(String part) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("It ended without \"%s\": %s".formatted(part, errors()));
  }

  public URI awaitAddress() throws IOException {
    Matcher address = ADDRESS.matcher(awaitStartLine());
    assertThat(address.find()).isTrue();
    return URI.create(address.group(1));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to stop, with SIGTERM. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Ends it at once, with SIGKILL. */
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Stops it where it is, with SIGSTOP, until {@link #resume}. */
  public void freeze() throws IOException {
    signal("STOP");
  }

  /** Lets it go on where it was. */
  public void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    kill.onExit().join();
  }

  public int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)).as("it exits").isTrue();
    return process.exitValue();
  }

  /** Writes to its standard input, and closes that. */
  public void type(String text) throws IOException {
    try (Writer in = process.outputWriter(UTF_8)) {
      in.write(text);
    }
  }

  /** What it wrote to the standard error, to the end. */
  public List<String> errors() throws IOException {
    try (BufferedReader err = process.errorReader(UTF_8)) {
      return linesOf(err);
    }
  }

  /** What it wrote to the standard output and nobody has read, to the end. */
  public List<String> rest() throws IOException {
    return linesOf(out);
  }

  private static List<String> linesOf(BufferedReader from) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      lines.add(line);
    }
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package dev.porchlight.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code bench/load.c} on a server. */
final class LoadGenerator {

  private LoadGenerator() {}

  /**
   * Runs it to its end.
   *
   * @param options as its usage has them, with single blanks between
   * @param more further ones, which may hold blanks
   */
  static Reading run(RunningServer server, String options, String... more)
      throws IOException, InterruptedException {
    List<String> command = command(server);
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      if (process.waitFor() != 0 || line == null) {
        throw new IOException("the load generator failed: " + String.join(" ", command));
      }
      return Reading.parse(line);
    } finally {
      process.destroy();
    }
  }

  private static List<String> command(RunningServer server) {
    List<String> command = new ArrayList<>(List.of("target/bench/load", "--body", server.body()));
    server.urls().forEach(url -> command.addAll(List.of("--url", url)));
    server.pids().forEach(pid -> command.addAll(List.of("--pid", Long.toString(pid))));
    StartedProcess beside = server.beside();
    if (beside != null) {
      command.addAll(List.of("--beside", Long.toString(beside.pid())));
    }
    if (server.readElsewhere()) {
      command.addAll(List.of("--elsewhere", "1"));
    }
    return command;
  }
}

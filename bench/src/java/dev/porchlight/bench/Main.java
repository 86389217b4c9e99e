package dev.porchlight.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the benchmark and prints its table. */
public final class Main {

  private Main() {}

  /**
   * Exits with 1 where Porchlight, or the load generator on the upstream alone, lost or broke
   * anything, and with 2 where the benchmark can't be run.
   */
  public static void main(String[] args) throws Exception {
    if (List.of(args).contains("--help")) {
      System.out.print(Options.HELP);
      return;
    }
    try {
      System.exit(run(Options.parse(List.of(args)), String.join(" ", args)) ? 0 : 1);
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static boolean run(Options options, String arguments)
      throws IOException, InterruptedException, RunnerException {
    Report report = Report.begin(options, arguments);
    boolean sound = true;
    if (options.hasServerRows()) {
      List<Server> servers = options.columns().servers();
      Table table = new Table(options.rows(), servers.stream().map(Server::name).toList());
      sound = measure(options, servers, table);
      report.add(table.toMarkdown());
    }
    if (options.hasMicrobenchmarks()) {
      System.err.println("microbenchmarks");
      report.add(Microbenchmark.run(options));
    }
    report.write();
    return sound;
  }

  private static boolean measure(Options options, List<Server> servers, Table table)
      throws IOException, InterruptedException {
    Files.deleteIfExists(Measurement.READINGS);
    try (Upstream upstream = Upstream.start(options.upstreamPort())) {
      Measurement measurement = new Measurement(options, upstream, table);
      for (int run = 0; run < options.runs(); run++) {
        for (Server server : servers) {
          measurement.measure(server);
        }
      }
      return measurement.isSound();
    }
  }
}

package dev.porchlight.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {

  private Machine() {}

  /** One line of Markdown each: the day, the machine, the programs. */
  static List<String> describe(Options options) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add("Measured on " + LocalDate.now(ZoneOffset.UTC) + ", UTC; load before: " + load());
    lines.add(
        "%d × %s; %s of memory; Linux %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                valueOf("/proc/cpuinfo", "model name"),
                gigabytes(),
                System.getProperty("os.version")));
    for (Path java : options.columns().javas()) {
      lines.add("Java: " + firstLine(java.resolve("bin/java").toString(), "-version"));
    }
    if (Tools.hasNginx()) {
      lines.add(firstLine(Tools.nginx().toString(), "-v"));
    }
    if (Tools.hasExpress()) {
      lines.add("Node.js " + firstLine(Tools.node().toString(), "--version"));
    }
    if (options.columns().needsRedis()) {
      lines.add(firstLine(Tools.redis().toString(), "--version").replaceFirst(" sha=.*", ""));
    }
    return lines;
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).replaceFirst(" .*\\s*", "");
  }

  private static String gigabytes() throws IOException {
    String kilobytes = valueOf("/proc/meminfo", "MemTotal").replace(" kB", "");
    return "%.0f GB".formatted(Double.parseDouble(kilobytes) / 1024 / 1024);
  }

  private static String valueOf(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static String firstLine(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return output.lines().findFirst().orElse("unknown");
  }
}

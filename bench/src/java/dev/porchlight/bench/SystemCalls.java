package dev.porchlight.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The system calls of a server under load, counted by strace; which makes it several times slower.
 */
final class SystemCalls {

  private static final Map<String, List<String>> KINDS =
      Map.of(
          "futex", List.of("futex"),
          "reads", List.of("read", "readv", "recvfrom", "recvmsg"),
          "epoll_ctl", List.of("epoll_ctl"),
          "epoll_wait", List.of("epoll_wait", "epoll_pwait", "epoll_pwait2"),
          "writes", List.of("write", "writev", "sendto", "sendmsg", "sendfile"));

  private SystemCalls() {}

  /** The calls of each kind for one delta, by the keys of the row's figures. */
  static Reading count(RunningServer server, String options)
      throws IOException, InterruptedException {
    Path counts = Path.of("target", "bench", "strace.txt").toAbsolutePath();
    Process strace =
        new ProcessBuilder(command(server.pids(), counts))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Reading load;
    try {
      TimeUnit.MILLISECONDS.sleep(500);
      load = LoadGenerator.run(server, options);
    } finally {
      strace.destroy();
      strace.waitFor();
    }
    return perDelta(Files.readAllLines(counts), load);
  }

  /** It follows the threads of a process; the workers of nginx are processes of their own. */
  private static List<String> command(List<Long> pids, Path counts) {
    String processes =
        pids.stream()
            .flatMap(SystemCalls::withChildren)
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    return List.of(Tools.strace().toString(), "-c", "-f", "-o", counts.toString(), "-p", processes);
  }

  private static Stream<Long> withChildren(long pid) {
    Stream<Long> children =
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).map(ProcessHandle::pid);
    return Stream.concat(Stream.of(pid), children);
  }

  private static Reading perDelta(List<String> lines, Reading load) {
    Map<String, Double> values = new TreeMap<>(load.values());
    double deltas = Math.max(1, load.count("deltas"));
    KINDS.forEach((kind, names) -> values.put(kind, total(lines, names) / deltas));
    return new Reading(values);
  }

  /**
   * A line has the share, seconds, microseconds a call, calls, errors where there are, the name.
   */
  private static double total(List<String> lines, List<String> names) {
    return lines.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length >= 5 && names.contains(words[words.length - 1]))
        .mapToDouble(words -> Double.parseDouble(words[3]))
        .sum();
  }
}

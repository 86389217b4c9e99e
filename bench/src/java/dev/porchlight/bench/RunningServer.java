package dev.porchlight.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that listens, which may be several processes. Closing it ends those that the benchmark
 * started, in their order.
 *
 * @param urls where questions are posted to, in turn
 * @param body the body of such a request; {@code QUESTION} stands for the question
 * @param pids its processes, whose CPU and memory are summed; none where they are not known
 * @param beside a process that it needs and that is measured apart, or null
 * @param readElsewhere whether each answer is read at another address than it was asked at
 * @param started what is to be ended
 * @param startTime how long it took to listen
 */
record RunningServer(
    List<String> urls,
    String body,
    List<Long> pids,
    @Nullable StartedProcess beside,
    boolean readElsewhere,
    List<StartedProcess> started,
    Duration startTime)
    implements AutoCloseable {

  /** One process that was started for the benchmark. */
  static RunningServer of(StartedProcess process, String path, String body) {
    return new RunningServer(
        List.of(process.address() + path),
        body,
        List.of(process.pid()),
        null,
        false,
        List.of(process),
        process.startTime());
  }

  /**
   * One that runs already.
   *
   * @param pid its process; 0 where that is not known
   */
  static RunningServer given(String url, String body, long pid) {
    List<Long> pids = pid > 0 ? List.of(pid) : List.of();
    return new RunningServer(List.of(url), body, pids, null, false, List.of(), Duration.ZERO);
  }

  /** The same with a process that it needs, which is ended after it. */
  RunningServer with(StartedProcess needed) {
    List<StartedProcess> all = Stream.concat(started.stream(), Stream.of(needed)).toList();
    return new RunningServer(urls, body, pids, needed, readElsewhere, all, startTime);
  }

  @Override
  public void close() {
    started.forEach(StartedProcess::close);
  }
}

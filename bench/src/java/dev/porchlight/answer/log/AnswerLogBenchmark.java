package dev.porchlight.answer.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.testing.ManualScheduler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A piece appended to a log, and followed by so many readers; in answers of a thousand pieces. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnswerLogBenchmark {

  private static final int PIECES = 1_000;
  private static final AnswerStart BEGIN = new AnswerStart(AnswerStart.By.MODEL, null, List.of());

  @Param({"0", "1", "10"})
  public int readers;

  private final Timers timers = new Timers(new ManualScheduler(), Runnable::run);
  private String text = " light";

  @Benchmark
  @OperationsPerInvocation(PIECES)
  public long appendAndFollow(Blackhole events) throws PositionBeyondLogException {
    AnswerLog answer = AnswerLog.inMemory(Long.MAX_VALUE, Ticker.disabledTicker());
    List<LogCursor> cursors = attach(answer);
    answer.begin(BEGIN);
    for (int i = 0; i < PIECES; i++) {
      answer.chunk(text);
      for (LogCursor cursor : cursors) {
        drain(cursor, events);
      }
    }
    return answer.bytes();
  }

  private List<LogCursor> attach(AnswerLog answer) throws PositionBeyondLogException {
    List<LogCursor> cursors = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      Subscription subscription = answer.attach("id", Duration.ofSeconds(15), timers);
      cursors.add(Objects.requireNonNull(subscription).read(0, () -> {}));
    }
    return cursors;
  }

  private static void drain(LogCursor cursor, Blackhole events) {
    for (ByteBuffer some = cursor.next(); some != null; some = cursor.next()) {
      events.consume(some);
    }
  }
}

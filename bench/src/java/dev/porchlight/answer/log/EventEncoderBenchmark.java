package dev.porchlight.answer.log;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A piece of an answer, from its text to the bytes of its event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventEncoderBenchmark {

  private String text = " light";
  private long position = 100;
  private final EntryBuffer buffer = new EntryBuffer();

  @Benchmark
  public int encode() {
    buffer.truncate(0);
    EventEncoder.chunk(buffer, position, text);
    return buffer.length();
  }
}

package dev.porchlight.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An event of a stream, from its bytes to its fields. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventStreamDecoderBenchmark {

  private final ByteBuffer event =
      ByteBuffer.wrap(("data: " + "x".repeat(200) + "\n\n").getBytes(StandardCharsets.UTF_8));

  private final EventStreamDecoder decoder = new EventStreamDecoder(this::take, 1024);
  private int dataLength;

  @Benchmark
  public int decode() {
    decoder.feed(event.clear());
    return dataLength;
  }

  private void take(String lastEventId, String type, byte[] bytes, int from, int to) {
    dataLength = to - from;
  }
}

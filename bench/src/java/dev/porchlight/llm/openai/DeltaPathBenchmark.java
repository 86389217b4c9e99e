package dev.porchlight.llm.openai;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A delta's whole way in memory, in answers of a thousand; each is read and written alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeltaPathBenchmark {

  private static final int DELTAS = 1_000;

  private final ByteBuffer delta = DeltaPath.delta();

  @Benchmark
  @OperationsPerInvocation(DELTAS)
  public long upstreamToVisitor() {
    DeltaPath path = new DeltaPath();
    for (int i = 0; i < DELTAS; i++) {
      path.received(delta.clear());
    }
    return path.visitorBytes();
  }
}

package dev.porchlight.llm.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A chunk of a completion, from its JSON to what it says. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkParserBenchmark {

  private final ChunkParser parser = new ChunkParser(new ObjectMapper());

  private final byte[] chunk =
      """
      {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m",\
      "system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":" light"},\
      "logprobs":null,"finish_reason":null}]}"""
          .getBytes(StandardCharsets.UTF_8);

  @Benchmark
  public Object parse() {
    return parser.read(chunk, 0, chunk.length);
  }
}

package dev.porchlight.e2e;

import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Server processes that are one site over a real Redis, with one upstream. For one thread. */
final class ProcessesOfASite implements AutoCloseable {

  private final FakeUpstream upstream = FakeUpstream.start();
  private final RedisServer redis;
  private final Deque<ServerProcess> running = new ArrayDeque<>();

  private ProcessesOfASite(RedisServer redis) {
    this.redis = redis;
  }

  /** One without any process yet. */
  static ProcessesOfASite open() throws IOException {
    return new ProcessesOfASite(RedisServer.start());
  }

  FakeUpstream upstream() {
    return upstream;
  }

  RedisServer redis() {
    return redis;
  }

  /**
   * Starts one more.
   *
   * @param more variables of its own
   */
  ServerProcess start(Map<String, String> more) throws IOException {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "AI_API_URL", upstream.manual().toString(),
                "AI_MODEL", "m",
                "AI_API_KEY", "sk-secret",
                "RESUME_GRACE_SECONDS", "1",
                "REDIS_URL", redis.url(),
                "REDIS_TIMEOUT_MS", "10000",
                "VISITOR_STREAMS", "none"));
    variables.putAll(more);
    ServerProcess process = ServerProcess.start(variables);
    running.push(process);
    return process;
  }

  /** Reads up to the first piece that the model writes, and gives the stream's id. */
  static String begun(RecordedStream stream) {
    String id = stream.expectAnswer();
    stream.expectUpTo("begin").with("by", "model");
    return id;
  }

  @Override
  public void close() {
    running.forEach(ServerProcess::close);
    redis.close();
    upstream.close();
  }
}

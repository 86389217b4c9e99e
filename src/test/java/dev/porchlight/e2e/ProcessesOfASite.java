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
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Server processes that are one site over a real Redis, with one upstream: for each test anew, and
 * without any process at first. For one thread.
 */
final class ProcessesOfASite implements BeforeEachCallback, AfterEachCallback {

  private static final Pattern INBOX = Pattern.compile("id=(\\d+) [^\n]*cmd=xread ");

  private final Deque<ServerProcess> running = new ArrayDeque<>();
  private @Nullable FakeUpstream upstream;
  private @Nullable RedisServer redis;

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    upstream = FakeUpstream.start();
    redis = RedisServer.start();
  }

  FakeUpstream upstream() {
    return Objects.requireNonNull(upstream);
  }

  RedisServer redis() {
    return Objects.requireNonNull(redis);
  }

  /** Cuts each machine's connection for what others tell it, and says how many there were. */
  int cutInboxes() throws IOException {
    Matcher inboxes = INBOX.matcher(redis().ask("CLIENT", "LIST"));
    int cut = 0;
    while (inboxes.find()) {
      redis().ask("CLIENT", "KILL", "ID", inboxes.group(1));
      cut++;
    }
    return cut;
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
                "AI_API_URL", upstream().manual().toString(),
                "AI_MODEL", "m",
                "AI_API_KEY", "sk-secret",
                "RESUME_GRACE_SECONDS", "1",
                "REDIS_URL", redis().url(),
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
  public void afterEach(ExtensionContext test) {
    running.forEach(ServerProcess::close);
    running.clear();
    if (redis != null) {
      redis.close();
    }
    if (upstream != null) {
      upstream.close();
    }
  }
}

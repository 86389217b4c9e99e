package dev.porchlight.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.PorchlightServer;
import dev.porchlight.config.Settings;
import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.ExpectedEvent;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A server over a real Redis, which is stopped at once. */
record RedisSite(PorchlightServer server) implements AutoCloseable {

  static final String TOKEN = "the-owners-own-token";
  static final String OWNER = "Authorization: Bearer " + TOKEN;

  /** So long that a busy machine of a test never takes Redis for lost. */
  private static final String BUSY_MACHINE_MS = "10000";

  static RedisSite serve(
      RedisServer redis, FakeUpstream upstream, String dialect, Map<String, String> more) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "PORT", "0",
                "HOST", "127.0.0.1",
                "UPSTREAM_CHECK", "off",
                "AI_API_URL", upstream.uri(dialect).toString(),
                "AI_MODEL", "m",
                "REDIS_URL", redis.url(),
                "REDIS_TIMEOUT_MS", BUSY_MACHINE_MS,
                "VISITOR_STREAMS", "none"));
    variables.putAll(more);
    return new RedisSite(PorchlightServer.start(Settings.from(variables)));
  }

  ChatClient visitor() {
    return new ChatClient(server.address());
  }

  /** Asks, leaves at once, and gives the status. */
  int ask(String question) {
    try (RecordedStream stream = visitor().ask(question)) {
      if (stream.status() == 200) {
        stream.expectAnswer();
        stream.leave();
      }
      return stream.status();
    }
  }

  /** Leaves once it is known who answers. */
  static ExpectedEvent begin(RecordedStream stream, String by) {
    stream.expectAnswer();
    ExpectedEvent begin = stream.expectUpTo("begin").with("by", by);
    stream.leave();
    return begin;
  }

  /** Leaves a message for the owner. */
  RecordedStream leave(String message) {
    return visitor()
        .request(
            "POST",
            "/messages",
            "{\"message\": \"%s\"}".formatted(message),
            "Content-Type: application/json",
            "Idempotency-Key: key-of-the-test");
  }

  /** What the owner reads. */
  JsonNode owner(String what) {
    try (RecordedStream stream = visitor().get("/owner/api/" + what, OWNER)) {
      return stream.json();
    }
  }

  JsonNode ready() {
    try (RecordedStream readiness = visitor().get("/readyz")) {
      return readiness.json();
    }
  }

  String redis() {
    return ready().path("redis").asText();
  }

  @Override
  public void close() {
    server.close(Duration.ZERO);
  }
}

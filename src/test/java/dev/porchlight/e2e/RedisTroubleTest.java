package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.testing.FreePort;
import dev.porchlight.testing.RedisFault;
import dev.porchlight.testing.RedisServer;
import dev.porchlight.testing.SelfSignedCertificate;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.WebhookReceiver;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose Redis is in trouble: what its visitors and its owner see of that. */
final class RedisTroubleTest {

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void stopUpstream() {
    upstream.close();
  }

  static List<RedisFault> faults() {
    return RedisFault.all();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void itGoesOnByItselfSaysSoAndComesBackByItself(RedisFault fault) throws IOException {
    try (RedisServer redis = RedisFault.server();
        WebhookReceiver receiver = WebhookReceiver.start();
        RecordedLog log = RecordedLog.of(RedisLink.class);
        RedisSite server = serve(redis, hasty(receiver));
        RecordedStream open = server.visitor().ask("before")) {
      open.expectAnswer();
      open.expectUpTo("begin").with("by", "model");
      fault.begins().to(redis);
      Awaitility.await().until(() -> server.redis().equals("lost"));
      assertThat(server.ready().path("status").asText()).isEqualTo("ready");
      try (RecordedStream asked = server.visitor().ask("meanwhile")) {
        RedisSite.begin(asked, "model");
      }
      try (RecordedStream message = server.leave("hello")) {
        assertThat(message.status()).isEqualTo(503);
        assertThat(message.json().path("code").asText()).isEqualTo("message_not_kept");
      }
      open.skipToTheEnd();
      Awaitility.await().until(() -> !server.owner("days").isEmpty());
      fault.ends().to(redis);
      Awaitility.await().until(() -> server.redis().equals("up"));
      Awaitility.await().until(() -> leave(server) == 202);
      assertThat(log.lines()).filteredOn(line -> line.contains("can't be relied on")).hasSize(1);
    }
  }

  private static int leave(RedisSite server) {
    try (RecordedStream message = server.leave("hello")) {
      return message.status();
    }
  }

  @Test
  void aConnectionThatIsKilledUnderLoadCostsNobodyTheirAnswer() throws IOException {
    try (RedisServer redis = RedisServer.start();
        RedisSite server = serve(redis, Map.of("VISITOR_QUESTIONS_PER_MINUTE", "none"))) {
      for (int round = 0; round < 20; round++) {
        try (RecordedStream stream = server.visitor().ask("question " + round)) {
          stream.expectAnswer();
          redis.ask("CLIENT", "KILL", "TYPE", round % 2 == 0 ? "normal" : "pubsub");
          stream.expectBegin("model");
          stream.skipToTheEnd();
        }
      }
      Awaitility.await().until(() -> server.redis().equals("up"));
    }
  }

  @Test
  void anEmptiedRedisIsGoneOnWith() throws IOException {
    try (RedisServer redis = RedisServer.start();
        RedisSite server = serve(redis, Map.of());
        RecordedStream open = server.visitor().ask("before")) {
      open.expectAnswer();
      open.expectUpTo("begin").with("by", "model");
      redis.ask("FLUSHALL");
      redis.ask("SCRIPT", "FLUSH");
      open.skipToTheEnd();
      try (RecordedStream asked = server.visitor().ask("after")) {
        asked.expectAnswer();
        asked.expectUpTo("begin").with("by", "model");
        asked.leave();
      }
      assertThat(server.redis()).isEqualTo("up");
    }
  }

  @Test
  void withoutRedisAtTheStartItQuotesThePagesAndCallsNoModelUntilRedisAnswers() throws IOException {
    try (RedisServer redis = RedisServer.stopped();
        RedisSite server = serve(redis, Map.of())) {
      try (RecordedStream readiness = server.visitor().get("/readyz")) {
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(readiness.json().path("status").asText()).isEqualTo("redis_unreached");
      }
      try (RecordedStream quoted = server.visitor().ask("What is Porchlight?")) {
        RedisSite.begin(quoted, "extract").with("because", "upstream_unavailable");
      }
      assertThat(upstream.requests()).isEmpty();
      redis.startAgain();
      Awaitility.await().until(() -> server.ready().path("status").asText().equals("ready"));
      try (RecordedStream written = server.visitor().ask("What is Porchlight?")) {
        RedisSite.begin(written, "model");
      }
    }
  }

  @Test
  void aWrongPasswordStopsTheStartWithOneLineThatDoesNotHoldIt() throws Exception {
    try (RedisServer redis = RedisServer.start("--requirepass", "right");
        ServerProcess server =
            ServerProcess.start(
                Map.of("REDIS_URL", redis.url().replace("//", "//:wrong-secret@")))) {
      assertThat(server.errors())
          .singleElement()
          .asString()
          .startsWith("Porchlight did not start: Redis at 127.0.0.1:")
          .contains("REDIS_URL", "WRONGPASS")
          .doesNotContain("wrong-secret");
      assertThat(server.awaitExit()).isOne();
    }
  }

  @Test
  void theRightPasswordLetsItIn() throws IOException {
    try (RedisServer redis = RedisServer.start("--requirepass", "ri@ght");
        RedisSite server =
            serve(redis, Map.of("REDIS_URL", redis.url().replace("//", "//:ri%40ght@")))) {
      assertThat(server.ready().path("redis").asText()).isEqualTo("up");
    }
  }

  @Test
  void aCertificateThatNobodySignedIsTakenOnlyWhereTheOwnerSaysSo(@TempDir Path folder)
      throws Exception {
    int port = FreePort.find();
    SelfSignedCertificate certificate = SelfSignedCertificate.in(folder);
    Map<String, String> overTls = Map.of("REDIS_URL", "rediss://127.0.0.1:" + port);
    Map<String, String> unverified =
        Map.of("REDIS_URL", "rediss://127.0.0.1:" + port, "REDIS_TLS_VERIFY", "false");
    try (RedisServer redis = withTls(port, certificate);
        RecordedLog log = RecordedLog.of(RedisLink.class)) {
      try (RedisSite server = serve(redis, overTls)) {
        assertThat(server.ready().path("status").asText()).isEqualTo("redis_unreached");
        assertThat(log.lines())
            .singleElement()
            .asString()
            .contains("its certificate is not one that this machine trusts")
            .contains("REDIS_TLS_VERIFY=false");
      }
      try (RedisSite server = serve(redis, unverified)) {
        assertThat(server.redis()).isEqualTo("up");
        assertThat(server.ask("over TLS")).isEqualTo(200);
      }
    }
  }

  private static RedisServer withTls(int port, SelfSignedCertificate certificate)
      throws IOException {
    return RedisServer.start(
        "--tls-port",
        "" + port,
        "--tls-cert-file",
        certificate.certificate().toString(),
        "--tls-key-file",
        certificate.key().toString(),
        "--tls-ca-cert-file",
        certificate.certificate().toString(),
        "--tls-auth-clients",
        "no");
  }

  /** So that a lost Redis is soon noticed, but not where a busy machine takes its time. */
  private static Map<String, String> hasty(WebhookReceiver receiver) {
    return Map.of(
        "REDIS_TIMEOUT_MS",
        "300",
        "OWNER_TOKEN",
        RedisSite.TOKEN,
        "MESSAGES_WEBHOOK_URL",
        receiver.address().toString());
  }

  private RedisSite serve(RedisServer redis, Map<String, String> more) {
    return RedisSite.serve(redis, upstream, "demo", more);
  }
}

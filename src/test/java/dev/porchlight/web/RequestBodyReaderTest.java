package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.ratelimit.ClientAddressResolver;
import dev.porchlight.ratelimit.RateLimitConfig;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.VisitorSocket;
import io.javalin.Javalin;
import java.net.URI;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies are read up to a bound on the memory of all of them. */
final class RequestBodyReaderTest {

  private static final int MOST_BYTES = 300;

  private final ManualScheduler time = new ManualScheduler();
  private final RequestBodyReader bodies =
      new RequestBodyReader(
          MOST_BYTES,
          new RateLimitGuard(
              new ClientAddressResolver(0),
              new RateLimiter(new RateLimitConfig(null, null, null, null, null, null, null), time)),
          new Timers(time, Runnable::run));
  private final Javalin app =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                ExceptionMapper.declare(config.routes);
                config.routes.post(
                    "/",
                    ctx ->
                        ctx.future(
                            () ->
                                bodies
                                    .read(ctx, 250)
                                    .thenAccept(body -> ctx.result("" + body.length))));
              })
          .start("127.0.0.1", 0);
  private final ChatClient visitor = new ChatClient(URI.create("http://127.0.0.1:" + app.port()));

  @AfterEach
  void stop() {
    app.stop();
  }

  @Test
  void aBodyIsRefusedUnreadWhereOthersTakeTheMemory() {
    try (VisitorSocket slow = begin(200)) {
      assertRefused("Content-Length: 200");
      assertReceived(20);
      slow.send("x".repeat(200));
      try (RecordedStream response = slow.receive()) {
        assertThat(response.status()).isEqualTo(200);
      }
    }
    assertReceived(200);
  }

  @Test
  void aBodyOfUnknownLengthTakesAllThatItMayHave() {
    try (VisitorSocket slow = begin(60)) {
      assertRefused("Transfer-Encoding: chunked");
      slow.send("x".repeat(60));
      assertThat(slow.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void whoLeavesGivesTheMemoryBack() {
    begin(200).reset();
    Awaitility.await("the visitor to be gone").until(() -> time.pending() == 0);
    assertReceived(200);
  }

  /** Sends all but the body, and waits until it is waited for. */
  private VisitorSocket begin(int length) {
    VisitorSocket slow =
        visitor.connect().send(visitor.requestText("POST", "/", "", "Content-Length: " + length));
    Awaitility.await("a body that is waited for").until(() -> time.pending() == 1);
    return slow;
  }

  private void assertReceived(int length) {
    try (RecordedStream response = visitor.request("POST", "/", "x".repeat(length))) {
      assertThat(response.status()).isEqualTo(200);
    }
  }

  private void assertRefused(String framing) {
    try (RecordedStream response = visitor.request("POST", "/", "", framing)) {
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).isEqualTo("10");
      assertThat(response.json().path("code").asText()).isEqualTo("server_busy");
    }
  }
}

package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ratelimit.RateLimitConfig;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.VisitorSocket;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connections stay open where there are too many. */
final class VisitorConnectorTest {

  private static final int MOST = 8;

  private final ManualScheduler time = new ManualScheduler();
  private final CompletableFuture<Void> held = new CompletableFuture<>();
  private final Deque<VisitorSocket> sockets = new ArrayDeque<>();
  private @Nullable VisitorConnector connector;
  private final Javalin app =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                config.http.asyncTimeout = 0;
                config.jetty.addConnector(
                    (server, http) ->
                        connector =
                            new VisitorConnector(server, http, MOST, limiter(), time, time));
                config.routes.get("/held", ctx -> ctx.future(() -> held));
                config.routes.get("/", ctx -> ctx.result("here"));
              })
          .start(0);
  private final ChatClient visitor = new ChatClient(URI.create("http://127.0.0.1:" + app.port()));

  @AfterEach
  void stop() {
    sockets.forEach(VisitorSocket::close);
    app.stop();
  }

  @Test
  void theConnectionThatWasIdleForLongestMakesRoom() {
    VisitorSocket first = connect();
    Awaitility.await("it").until(() -> idle() == 1);
    for (int i = 1; i < MOST; i++) {
      connect();
    }
    Awaitility.await("all").until(() -> idle() == MOST);
    try (RecordedLog log = RecordedLog.of(ConnectionLimits.class)) {
      assertAnswered(connect());
      assertThat(first.isClosedWithoutResponse()).isTrue();
      Awaitility.await("the end of its request").until(() -> idle() == MOST);
      assertAnswered(connect());
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("9 connections are open");
    }
  }

  @Test
  void aConnectionWithARequestInProgressIsKept() {
    List<VisitorSocket> waiting = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      waiting.add(connect().send(visitor.requestText("GET", "/held", "")));
    }
    Awaitility.await("requests").until(() -> open() == MOST && idle() == 0);
    assertThat(connect().isClosedWithoutResponse()).isTrue();
    held.complete(null);
    waiting.forEach(VisitorConnectorTest::assertAnsweredOnce);
  }

  @Test
  void aConnectionIsIdleAgainWhenItsRequestIsAnswered() {
    for (int i = 0; i < MOST; i++) {
      assertAnswered(connect());
    }
    Awaitility.await("the ends").until(() -> idle() == MOST);
    assertAnswered(connect());
  }

  @Test
  void acceptingGoesOnWithoutFileDescriptors() throws Exception {
    VisitorSocket first = connect();
    Awaitility.await("it").until(() -> connector().getConnectedEndPoints().size() == 1);
    try (RecordedLog log = RecordedLog.of(ConnectionLimits.class)) {
      assertThat(connector().handleAcceptFailure(new IOException("Too many open files"))).isTrue();
      assertThat(connector().handleAcceptFailure(new IOException("Too many open files"))).isTrue();
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).contains("Too many open files");
      time.advance(Duration.ofMinutes(1));
      assertThat(connector().handleAcceptFailure(new IOException("Too many open files"))).isTrue();
      assertThat(log.lines()).hasSize(2);
    }
    assertThat(first.isClosedWithoutResponse()).isTrue();
    assertThat(connector().isAccepting()).isFalse();
    time.advance(Duration.ofMillis(50));
    assertAnswered(connect());
  }

  private VisitorConnector connector() {
    return Objects.requireNonNull(connector);
  }

  private int open() {
    return connector().getConnectedEndPoints().size();
  }

  private int idle() {
    return connector().getBean(ConnectionLimits.class).idle();
  }

  private VisitorSocket connect() {
    VisitorSocket socket = visitor.connect();
    sockets.add(socket);
    return socket;
  }

  private void assertAnswered(VisitorSocket socket) {
    assertAnsweredOnce(socket.send(visitor.requestText("GET", "/", "")));
  }

  private static void assertAnsweredOnce(VisitorSocket socket) {
    RecordedStream response = socket.receive();
    assertThat(response.status()).isEqualTo(200);
  }

  private RateLimiter limiter() {
    return new RateLimiter(new RateLimitConfig(null, null, null, null, null, null, null), time);
  }
}

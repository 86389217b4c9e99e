package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.QuestionDispatcher;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.ratelimit.ClientAddressResolver;
import dev.porchlight.ratelimit.RateLimitConfig;
import dev.porchlight.ratelimit.RateLimiter;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import io.javalin.Javalin;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an event stream that may not or can not be opened costs: nothing. */
final class EventStreamRegistryTest {

  private static final RateLimitConfig FOUR_QUESTIONS_TWO_STREAMS =
      new RateLimitConfig(4, null, 2, 2, null, null, null);

  private final ManualScheduler time = new ManualScheduler();
  private final ManualScheduler streamTime = new ManualScheduler();
  private final QuestionDispatcher dispatcher = SilentDispatcher.on(time);
  private final EventStreamRegistry eventStreams =
      new EventStreamRegistry(
          Duration.ofSeconds(5), 1, new StreamRuntime(streamTime, streamTime, Runnable::run));
  private final RateLimitGuard guard =
      new RateLimitGuard(
          new ClientAddressResolver(0), new RateLimiter(FOUR_QUESTIONS_TWO_STREAMS, time));
  private final ChatHandlers chat =
      new ChatHandlers(
          dispatcher,
          eventStreams,
          new OriginCheck(new SiteNames(null, List.of()), 0, time),
          guard,
          new RequestBodyReader(Long.MAX_VALUE, guard, new Timers(time, Runnable::run)));
  private final Javalin app =
      Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                config.http.asyncTimeout = 0;
                ExceptionMapper.declare(config.routes);
                config.routes.post("/chat", chat::ask);
                config.routes.get("/chat/{id}", chat::resume);
                config.routes.delete("/chat/{id}", chat::stop);
              })
          .start("127.0.0.1", 0);
  private final ChatClient visitor = new ChatClient(URI.create("http://127.0.0.1:" + app.port()));

  @AfterEach
  void stop() {
    app.stop();
  }

  @Test
  void beyondTheBoundAQuestionIsRefusedBeforeItCostsAnything() {
    try (RecordedStream first = visitor.ask("One?")) {
      String id = first.expectAnswer();
      assertThat(first.header("RateLimit")).startsWith("\"minute\";r=3");
      try (RecordedStream refused = visitor.ask("Two?")) {
        assertBusy(refused);
      }
      assertThat(dispatcher.state().openAnswers()).isEqualTo(1);
      visitor.stop(id);
      first.expectDone("stopped");
    }
    Awaitility.await("the place").until(() -> eventStreams.open() == 0);
    try (RecordedStream second = visitor.ask("Two?")) {
      String id = second.expectAnswer();
      assertThat(second.header("RateLimit")).startsWith("\"minute\";r=2");
      visitor.stop(id);
      second.expectDone("stopped");
    }
  }

  @Test
  void beyondTheBoundAStreamIsNotReadOn() {
    try (RecordedStream first = visitor.ask("One?")) {
      String id = first.expectAnswer();
      try (RecordedStream refused = visitor.resume(id, 0)) {
        assertBusy(refused);
      }
      visitor.stop(id);
      first.expectDone("stopped");
    }
  }

  @Test
  void aStreamThatCannotBeOpenedLeavesNothingBehind() {
    streamTime.shutdown();
    for (String question : new String[] {"One?", "Two?", "Three?"}) {
      try (RecordedStream failed = visitor.ask(question)) {
        assertThat(failed.status()).describedAs("neither stream nor limit").isEqualTo(500);
        assertThat(failed.json().path("code").asText()).isEqualTo("internal_error");
      }
      assertThat(eventStreams.open()).isZero();
      time.advance(SilentDispatcher.GRACE);
      assertThat(dispatcher.state().openAnswers()).isZero();
    }
  }

  @Test
  void thereIsRoomForMoreStreamsInALargerHeap() {
    assertThat(EventStreamRegistry.mostInHeap(256L << 20)).isEqualTo(7_710);
    assertThat(EventStreamRegistry.mostInHeap(1L << 30)).isEqualTo(30_840);
    assertThat(EventStreamRegistry.mostInHeap(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  private static void assertBusy(RecordedStream refused) {
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.header("Retry-After")).isEqualTo("10");
    assertThat(refused.json().path("code").asText()).isEqualTo("server_busy");
  }
}

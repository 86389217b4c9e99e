package dev.porchlight.llm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.openai.ChatModelBench;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.upstream.DeadEnd;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What upstreams ask for, over real sockets, and what is made of it. */
final class CooldownWaitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_FIRST_BACKOFF = Duration.ofMillis(500);

  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ChatModelBench bench = new ChatModelBench();

  @ParameterizedTest
  @CsvSource({
    "wait-seconds, 2000",
    "wait-ms, 350",
    "wait-azure-ms, 1500",
    "wait-reset-ms, 12",
    "wait-reset-s, 1000",
    "wait-reset-fraction, 7660"
  })
  void everyoneWaitsAsLongAsTheUpstreamAsks(String script, long millis) {
    FailoverRouter router = upstreams(upstream.uri(script));
    FailoverAttempt attempt = failed(router);
    Duration wait = Duration.ofMillis(millis);
    assertThat(attempt.choose().toCompletableFuture().join()).isEqualTo(new Decision.Wait(wait));
    assertThat(
            router.ask(ChatModelBench.PROMPT, tokens -> {}).choose().toCompletableFuture().join())
        .isEqualTo(new Decision.Wait(wait));
    bench.time.advance(wait);
    assertThat(attempt.choose().toCompletableFuture().join()).isInstanceOf(Decision.Go.class);
    assertThat(
            router.ask(ChatModelBench.PROMPT, tokens -> {}).choose().toCompletableFuture().join())
        .isInstanceOf(Decision.Wait.class);
  }

  @ParameterizedTest
  @CsvSource({"wait-absurd, 3600", "wait-date-far, 3600", "wait-reset-m, 360"})
  void whatIsLongerThanThePatienceIsNotWaitedOut(String script, long seconds) {
    FailoverRouter router = upstreams(upstream.uri(script));
    Decision wanted =
        new Decision.GiveUp(FailureCode.UPSTREAM_BUSY, Duration.ofSeconds(seconds), true);
    assertThat(failed(router).choose().toCompletableFuture().join()).isEqualTo(wanted);
    assertThat(
            router.ask(ChatModelBench.PROMPT, tokens -> {}).choose().toCompletableFuture().join())
        .isEqualTo(wanted);
    assertThat(upstream.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait-negative",
        "wait-soon",
        "wait-twice",
        "wait-date-past",
        "wait-should-retry",
        "status-429",
        "status-500",
        "status-502",
        "status-503",
        "status-504",
        "status-529",
        "status-408",
        "status-409",
        "status-425"
      })
  void whereNoTimeIsNamedTheWaitIsShortAndAtRandom(String script) {
    Decision choice = failed(upstreams(upstream.uri(script))).choose().toCompletableFuture().join();
    assertThat(choice)
        .isInstanceOfSatisfying(
            Decision.Wait.class,
            wait -> assertThat(wait.remaining()).isLessThanOrEqualTo(LONGEST_FIRST_BACKOFF));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait-should-not-retry",
        "insufficient-quota",
        "status-401",
        "status-404",
        "reset-before-headers",
        "not-http"
      })
  void whatMayNotBeTriedAgainGoesToTheFallbackAtOnce(String script) {
    FailoverAttempt attempt = failed(upstreams(upstream.uri(script), upstream.uri("short")));
    RecordedCompletion completion = FailoverRouterBench.go(attempt);
    assertThat(completion.ending()).isInstanceOf(CompletionOutcome.Finished.class);
    assertThat(completion.begins())
        .singleElement()
        .satisfies(begin -> assertThat(begin.by()).isEqualTo(AnswerStart.By.FALLBACK))
        .satisfies(begin -> assertThat(begin.because()).isNotNull());
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void aBadRequestShutsNothingWhateverTheUpstreamSaysOfTryingAgain() {
    URI base =
        upstream.script(
            "retry-400", exchange -> exchange.respond(400, Map.of("x-should-retry", "true"), "{}"));
    FailoverRouter router = upstreams(base);
    for (int i = 0; i < 6; i++) {
      assertThat(failed(router).choose().toCompletableFuture().join())
          .isEqualTo(new Decision.GiveUp(FailureCode.QUESTION_REFUSED, null, false));
    }
  }

  @Test
  void anUpstreamIsShutOnceTwoDifferentQuestionsWereForbiddenInSuccession() {
    FailoverRouter router = upstreams(forbidding());
    for (int i = 0; i < 3; i++) {
      assertForbidden(router, "One?");
      assertThat(isOpen(router)).isTrue();
    }
    assertForbidden(router, "Two?");
    assertThat(isOpen(router)).isFalse();
  }

  @Test
  void anAnswerBetweenTwoForbiddenQuestionsKeepsTheUpstreamOpen() {
    FailoverRouter router = upstreams(forbidding());
    assertForbidden(router, "One?");
    assertThat(FailoverRouterBench.go(router.ask(question("Allowed?"), tokens -> {})).ending())
        .isInstanceOf(CompletionOutcome.Finished.class);
    assertForbidden(router, "Two?");
    assertThat(isOpen(router)).isTrue();
  }

  /** Forbids every question but one. */
  private URI forbidding() {
    return upstream.script(
        "forbidding",
        exchange -> {
          if (exchange.body().toString().contains("Allowed?")) {
            exchange.startStream().delta("Yes.").finish("stop").done();
          } else {
            exchange.respond(403, Map.of(), "{\"error\":\"Access denied\"}");
          }
        });
  }

  private static void assertForbidden(FailoverRouter router, String question) {
    assertThat(FailoverRouterBench.go(router.ask(question(question), tokens -> {})).ending())
        .isEqualTo(
            new CompletionOutcome.Failed(FailureCode.UPSTREAM_MISCONFIGURED, null)
                .perhapsForTheQuestion());
  }

  private static boolean isOpen(FailoverRouter router) {
    Decision decision =
        router.ask(question("And now?"), tokens -> {}).choose().toCompletableFuture().join();
    if (decision instanceof Decision.Go go) {
      go.cancel();
      return true;
    }
    return false;
  }

  private static Prompt question(String text) {
    return new Prompt(List.of(new Message(Message.Role.USER, text)), List.of());
  }

  @Test
  void anUpstreamThatCantBeReachedIsTriedAgain() {
    try (DeadEnd deadEnd = DeadEnd.refusing()) {
      FailoverAttempt attempt = failed(upstreams(deadEnd.uri("http")));
      assertThat(attempt.choose().toCompletableFuture().join()).isInstanceOf(Decision.Wait.class);
      bench.time.advance(LONGEST_FIRST_BACKOFF);
      assertThat(FailoverRouterBench.go(attempt).ending())
          .isInstanceOf(CompletionOutcome.Failed.class);
    }
  }

  @Test
  void afterTheCooldownTheUpstreamAnswersAgain() {
    FailoverRouter router = upstreams(upstream.manual());
    FailoverAttempt attempt = router.ask(ChatModelBench.PROMPT, tokens -> {});
    RecordedCompletion refused = FailoverRouterBench.go(attempt);
    upstream.awaitExchange().respond(429, Map.of("Retry-After", "2"), "{}");
    assertThat(refused.ending()).isInstanceOf(CompletionOutcome.Failed.class);
    bench.time.advance(Duration.ofSeconds(2));
    RecordedCompletion completion = FailoverRouterBench.go(attempt);
    Exchange exchange = upstream.awaitExchange().startStream().delta("Yes.");
    assertThat(completion.next()).isEqualTo("Yes.");
    await()
        .untilAsserted(
            () -> {
              Decision choice =
                  router
                      .ask(ChatModelBench.PROMPT, tokens -> {})
                      .choose()
                      .toCompletableFuture()
                      .join();
              assertThat(choice).isInstanceOf(Decision.Go.class);
              ((Decision.Go) choice).cancel();
            });
    exchange.finish("stop").done();
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null));
    assertThat(completion.begins()).hasSize(1);
    assertThat(router.snapshots().get(0).retries()).isOne();
  }

  @Test
  void theUsageThatTheUpstreamReportsIsWhatIsSpent() {
    URI base =
        upstream.script(
            "usage",
            exchange ->
                exchange
                    .startStream()
                    .delta("Yes.")
                    .finish("stop")
                    .event(
                        "{\"choices\":[],\"usage\":{\"prompt_tokens\":40,"
                            + "\"completion_tokens\":2}}")
                    .done());
    FailoverRouter router = upstreams(base);
    RecordedCompletion completion =
        FailoverRouterBench.go(router.ask(ChatModelBench.PROMPT, tokens -> {}));
    assertThat(completion.ending()).isInstanceOf(CompletionOutcome.Finished.class);
    UpstreamStatus snapshot = router.snapshots().get(0);
    assertThat(snapshot.tokensSpent()).isEqualTo(42);
    assertThat(snapshot.tokensReserved()).isZero();
    assertThat(snapshot.callsInFlight()).isZero();
  }

  /** Asks once, which must fail. */
  private FailoverAttempt failed(FailoverRouter router) {
    FailoverAttempt attempt = router.ask(ChatModelBench.PROMPT, tokens -> {});
    RecordedCompletion completion = FailoverRouterBench.go(attempt);
    assertThat(completion.ending()).isInstanceOf(CompletionOutcome.Failed.class);
    assertThat(completion.begins()).isEmpty();
    return attempt;
  }

  private FailoverRouter upstreams(URI... bases) {
    List<BudgetedChatModel> models =
        Stream.of(bases)
            .map(base -> new BudgetedChatModel(bench.model(base), 1024, 100_000L, Prices.FREE))
            .toList();
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-06-01T12:00:00Z"));
    return FailoverRouter.create(
        models,
        PATIENCE,
        8,
        new DailyBudgets(
            null, null, clock, new Timers(bench.time, Runnable::run), (name, usage, cost) -> {}),
        new FailoverRouter.Surroundings(
            bench.time,
            bench.time,
            bench.client.getExecutor(),
            new Random(7),
            new SimpleMeterRegistry()));
  }
}

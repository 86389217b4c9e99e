package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.fake.DeadEnd;
import dev.porchlight.fake.Exchange;
import dev.porchlight.fake.FakeUpstream;
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
final class UpstreamWaitsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_FIRST_BACKOFF = Duration.ofMillis(500);

  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ModelBench bench = new ModelBench();

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
    Upstreams upstreams = upstreams(upstream.uri(script));
    Asking asking = failed(upstreams);
    Duration wait = Duration.ofMillis(millis);
    assertThat(asking.choose()).isEqualTo(new Choice.Wait(wait));
    assertThat(upstreams.ask(ModelBench.PROMPT).choose()).isEqualTo(new Choice.Wait(wait));
    bench.time.advance(wait);
    assertThat(asking.choose()).isInstanceOf(Choice.Go.class);
    assertThat(upstreams.ask(ModelBench.PROMPT).choose()).isInstanceOf(Choice.Wait.class);
  }

  @ParameterizedTest
  @CsvSource({"wait-absurd, 3600", "wait-date-far, 3600", "wait-reset-m, 360"})
  void whatIsLongerThanThePatienceIsNotWaitedOut(String script, long seconds) {
    Upstreams upstreams = upstreams(upstream.uri(script));
    Choice wanted = new Choice.GiveUp(FailureCode.UPSTREAM_BUSY, Duration.ofSeconds(seconds), true);
    assertThat(failed(upstreams).choose()).isEqualTo(wanted);
    assertThat(upstreams.ask(ModelBench.PROMPT).choose()).isEqualTo(wanted);
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
    Choice choice = failed(upstreams(upstream.uri(script))).choose();
    assertThat(choice)
        .isInstanceOfSatisfying(
            Choice.Wait.class,
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
    Asking asking = failed(upstreams(upstream.uri(script), upstream.uri("short")));
    RecordedAnswer answer = UpstreamsBench.go(asking);
    assertThat(answer.ending()).isInstanceOf(ModelEnding.Finished.class);
    assertThat(answer.begins())
        .singleElement()
        .satisfies(begin -> assertThat(begin.by()).isEqualTo(Begin.By.FALLBACK))
        .satisfies(begin -> assertThat(begin.because()).isNotNull());
    assertThat(upstream.requests()).hasSize(2);
  }

  @Test
  void aBadRequestMayBeTriedAgainWhereTheUpstreamSaysSo() {
    URI base =
        upstream.script(
            "retry-400", exchange -> exchange.respond(400, Map.of("x-should-retry", "true"), "{}"));
    assertThat(failed(upstreams(base)).choose()).isInstanceOf(Choice.Wait.class);
  }

  @Test
  void anUpstreamThatCantBeReachedIsTriedAgain() {
    try (DeadEnd deadEnd = DeadEnd.refusing()) {
      Asking asking = failed(upstreams(deadEnd.uri("http")));
      assertThat(asking.choose()).isInstanceOf(Choice.Wait.class);
      bench.time.advance(LONGEST_FIRST_BACKOFF);
      assertThat(UpstreamsBench.go(asking).ending()).isInstanceOf(ModelEnding.Failed.class);
    }
  }

  @Test
  void afterThePeaceTheUpstreamAnswersAgain() {
    Upstreams upstreams = upstreams(upstream.manual());
    Asking asking = upstreams.ask(ModelBench.PROMPT);
    RecordedAnswer refused = UpstreamsBench.go(asking);
    upstream.awaitExchange().respond(429, Map.of("Retry-After", "2"), "{}");
    assertThat(refused.ending()).isInstanceOf(ModelEnding.Failed.class);
    bench.time.advance(Duration.ofSeconds(2));
    RecordedAnswer answer = UpstreamsBench.go(asking);
    Exchange exchange = upstream.awaitExchange().startStream().delta("Yes.");
    assertThat(answer.next()).isEqualTo("Yes.");
    await()
        .untilAsserted(
            () -> {
              Choice choice = upstreams.ask(ModelBench.PROMPT).choose();
              assertThat(choice).isInstanceOf(Choice.Go.class);
              ((Choice.Go) choice).cancel();
            });
    exchange.finish("stop").done();
    assertThat(answer.ending()).isEqualTo(new ModelEnding.Finished("stop", null));
    assertThat(answer.begins()).hasSize(1);
    assertThat(upstreams.snapshots().get(0).retries()).isOne();
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
    Upstreams upstreams = upstreams(base);
    RecordedAnswer answer = UpstreamsBench.go(upstreams.ask(ModelBench.PROMPT));
    assertThat(answer.ending()).isInstanceOf(ModelEnding.Finished.class);
    UpstreamSnapshot snapshot = upstreams.snapshots().get(0);
    assertThat(snapshot.tokensSpent()).isEqualTo(42);
    assertThat(snapshot.tokensReserved()).isZero();
    assertThat(snapshot.callsInFlight()).isZero();
  }

  /** Asks once, which must fail. */
  private Asking failed(Upstreams upstreams) {
    Asking asking = upstreams.ask(ModelBench.PROMPT);
    RecordedAnswer answer = UpstreamsBench.go(asking);
    assertThat(answer.ending()).isInstanceOf(ModelEnding.Failed.class);
    assertThat(answer.begins()).isEmpty();
    return asking;
  }

  private Upstreams upstreams(URI... bases) {
    List<BudgetedModel> models =
        Stream.of(bases).map(base -> new BudgetedModel(bench.model(base), 1024, 100_000L)).toList();
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-06-01T12:00:00Z"));
    return Upstreams.create(
        models,
        PATIENCE,
        8,
        null,
        new Upstreams.Surroundings(
            bench.time, bench.time, clock, bench.client.getExecutor(), new Random(7)));
  }
}

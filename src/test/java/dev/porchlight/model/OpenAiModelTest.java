package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.fake.DeadEnd;
import dev.porchlight.fake.Exchange;
import dev.porchlight.fake.FakeUpstream;
import dev.porchlight.fake.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class OpenAiModelTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ModelBench bench = new ModelBench();

  @Test
  void theRequestSaysWhatIsAskedAndHowAndNothingElse() {
    bench.ask(upstream.manual());
    Request request = upstream.awaitExchange().request();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/manual/v1/chat/completions");
    assertThat(request.header("Authorization")).isEqualTo("Bearer " + ModelBench.KEY);
    assertThat(request.header("Accept-Encoding")).isEqualTo("identity");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.header("User-Agent")).isEqualTo("Porchlight");
    assertThat(request.header("Cookie")).isNull();
    assertThat(request.body())
        .isEqualTo(
            "{\"model\":\"fake\",\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"},"
                + "{\"role\":\"user\",\"content\":\"What is it? ✨\"}],\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true},\"max_tokens\":1024}");
  }

  @Test
  void aKeyGoesBareIntoAHeaderOfItsOwn() {
    Upstream azure = upstreamWith("sk-azure", "api-key");
    bench.model(azure).write(ModelBench.PROMPT, new RecordedAnswer());
    Request request = upstream.awaitExchange().request();
    assertThat(request.header("api-key")).isEqualTo("sk-azure");
    assertThat(request.header("Authorization")).isNull();
  }

  @Test
  void noKeyIsSentWhereThereIsNone() {
    bench.model(upstreamWith(null, null)).write(ModelBench.PROMPT, new RecordedAnswer());
    assertThat(upstream.awaitExchange().request().header("Authorization")).isNull();
  }

  @Test
  void anAnswerBeginsWithItsFirstDeltaAndRestsOnThePromptsSources() {
    RecordedAnswer answer = bench.ask(upstream.manual());
    Exchange exchange = upstream.awaitExchange().startStream().delta("").comment(" still here");
    exchange.delta("Hel");
    assertThat(answer.next()).isEqualTo("Hel");
    assertThat(answer.begins())
        .containsExactly(new Begin(Begin.By.MODEL, null, List.of(ModelBench.SOURCE)));
    exchange.delta("lo").finish("stop").done();
    assertThat(answer.next()).isEqualTo("lo");
    assertThat(answer.ending()).isEqualTo(new ModelEnding.Finished("stop", null));
  }

  @Test
  void whatTheProviderRefusedIsLeftOutFromThenOn() {
    URI base =
        upstream.script(
            "strict",
            exchange -> {
              JsonNode body = exchange.body();
              if (body.has("stream_options")) {
                exchange.respond(422, Map.of(), "{\"detail\":\"stream_options: extra_forbidden\"}");
              } else if (body.has("max_tokens")) {
                exchange.respond(400, Map.of(), "{\"error\":\"use max_completion_tokens\"}");
              } else {
                exchange.startStream().delta("Yes").finish("stop").done();
              }
            });
    OpenAiModel model = bench.model(base);
    assertFinished(model);
    assertThat(upstream.requests()).hasSize(3);
    assertFinished(model);
    assertThat(upstream.requests()).hasSize(4);
    assertThat(upstream.requests().get(3).json().path("max_completion_tokens").asInt())
        .isEqualTo(1024);
  }

  @Test
  void aConnectionIsKeptForTheNextCall() {
    OpenAiModel model = bench.model(upstream.uri("short"));
    assertFinished(model);
    upstream.awaitNothingRunning();
    await().untilAsserted(() -> assertThat(bench.time.pending()).isZero());
    assertFinished(model);
    assertThat(upstream.acceptedConnections()).isOne();
  }

  @Test
  void aConnectionThatWasClosedMeanwhileIsReplacedWithoutAWord() {
    OpenAiModel model = bench.model(upstream.uri("stale-connection"));
    assertFinished(model);
    upstream.awaitNothingOpen();
    await().until(() -> !connected());
    assertFinished(model);
  }

  @Test
  void anUpstreamThatIsSilentBeforeTheFirstDeltaTimesOut() {
    RecordedAnswer answer = bench.ask(upstream.uri("stall-after-headers"));
    awaitCall();
    assertEndsAfter(answer, ModelBench.IDLE_DEADLINE, failed(FailureCode.UPSTREAM_TIMEOUT));
  }

  @Test
  void anUpstreamThatNeverAnswersTimesOut() {
    RecordedAnswer answer = bench.ask(upstream.uri("stall-before-headers"));
    awaitCall();
    assertEndsAfter(answer, ModelBench.IDLE_DEADLINE, failed(FailureCode.UPSTREAM_TIMEOUT));
  }

  @Test
  void anUpstreamThatStallsCutsTheAnswerOff() {
    RecordedAnswer answer = bench.ask(upstream.uri("stall-mid-stream"));
    assertThat(answer.next()).isEqualTo("Half");
    assertEndsAfter(
        answer,
        ModelBench.IDLE_DEADLINE,
        new ModelEnding.CutOff(ModelEnding.CutOff.Reason.UPSTREAM_STALLED, null));
  }

  @Test
  void commentsDoNotPutTheDeadlineOff() {
    RecordedAnswer answer = bench.ask(upstream.uri("endless-comments-mid-stream"));
    assertThat(answer.next()).isEqualTo("Half");
    assertEndsAfter(
        answer,
        ModelBench.IDLE_DEADLINE,
        new ModelEnding.CutOff(ModelEnding.CutOff.Reason.UPSTREAM_STALLED, null));
  }

  @Test
  void eachDeltaPutsTheDeadlineOff() {
    RecordedAnswer answer = bench.ask(upstream.manual());
    Exchange exchange = upstream.awaitExchange().startStream();
    for (int i = 0; i < 3; i++) {
      exchange.delta("a");
      assertThat(answer.next()).isEqualTo("a");
      exchange.delta("b");
      assertThat(answer.next()).isEqualTo("b");
      bench.time.advance(ModelBench.IDLE_DEADLINE.minus(A_SECOND));
    }
    assertThat(answer.hasEnded()).isFalse();
    exchange.finish("stop").done();
    assertThat(answer.ending()).isEqualTo(new ModelEnding.Finished("stop", null));
  }

  @Test
  void anAddressThatRefusesIsUnavailable() {
    try (DeadEnd deadEnd = DeadEnd.refusing()) {
      assertThat(bench.ask(deadEnd.uri("http")).ending())
          .isEqualTo(mayBeTriedAgain(FailureCode.UPSTREAM_UNAVAILABLE));
    }
  }

  @Test
  void aNameThatNobodyKnowsIsUnavailable() {
    assertThat(bench.ask(URI.create("http://nobody.invalid/v1")).ending())
        .isEqualTo(mayBeTriedAgain(FailureCode.UPSTREAM_UNAVAILABLE));
  }

  @Test
  void anAddressThatSwallowsConnectionsTimesOutAtTheConnectDeadline() {
    try (DeadEnd deadEnd = DeadEnd.blackHole()) {
      RecordedAnswer answer = bench.ask(deadEnd.uri("http"));
      await().until(() -> bench.time.pending() == 1);
      assertEndsAfter(
          answer, ModelBench.CONNECT_DEADLINE, mayBeTriedAgain(FailureCode.UPSTREAM_TIMEOUT));
    }
  }

  @Test
  void aHandshakeThatStallsIsUnavailableAtTheConnectDeadline() {
    try (DeadEnd deadEnd = DeadEnd.mute()) {
      RecordedAnswer answer = bench.ask(deadEnd.uri("https"));
      deadEnd.awaitCaller();
      assertEndsAfter(
          answer,
          ModelBench.CONNECT_DEADLINE,
          ModelEnding.Failed.unsent(FailureCode.UPSTREAM_UNAVAILABLE, Remedy.ELSEWHERE));
      await().until(() -> !connected());
    }
  }

  @Test
  void abortGivesUpAHandshakeThatStalls() {
    try (DeadEnd deadEnd = DeadEnd.mute()) {
      RecordedAnswer answer = new RecordedAnswer();
      ModelCall call = bench.model(deadEnd.uri("https")).write(ModelBench.PROMPT, answer);
      deadEnd.awaitCaller();
      call.abort();
      assertThat(answer.ending()).isEqualTo(new ModelEnding.Aborted());
      await().until(() -> !connected());
    }
  }

  @Test
  void abortClosesTheSocketBeforeTheHeaders() {
    RecordedAnswer answer = new RecordedAnswer();
    ModelCall call = bench.model(upstream.manual()).write(ModelBench.PROMPT, answer);
    Exchange exchange = upstream.awaitExchange();
    call.abort();
    exchange.awaitHangUp();
    assertThat(answer.ending()).isEqualTo(new ModelEnding.Aborted());
    call.abort();
    await().untilAsserted(() -> assertThat(bench.time.pending()).isZero());
    assertThat(answer.hasEnded()).isTrue();
  }

  @Test
  void abortClosesTheSocketOfAnAnswerWithoutEnd() {
    RecordedAnswer answer = new RecordedAnswer();
    ModelCall call = bench.model(upstream.uri("endless-tokens")).write(ModelBench.PROMPT, answer);
    answer.next();
    call.abort();
    upstream.awaitNothingOpen();
    assertThat(answer.ending()).isEqualTo(new ModelEnding.Aborted());
  }

  @Test
  void abortAfterTheEndChangesNothing() {
    RecordedAnswer answer = new RecordedAnswer();
    ModelCall call = bench.model(upstream.uri("short")).write(ModelBench.PROMPT, answer);
    assertThat(answer.ending()).isInstanceOf(ModelEnding.Finished.class);
    call.abort();
    upstream.awaitNothingRunning();
    assertThat(answer.text()).isNotEmpty();
  }

  /** Whether the client has a socket of any kind open. */
  private boolean connected() {
    return bench.openSockets() > 0;
  }

  /** Waits until a call is at the upstream and the client knows it: it waits for payload now. */
  private void awaitCall() {
    await()
        .until(
            () ->
                upstream.running() == 1 && ModelBench.IDLE_DEADLINE.equals(bench.time.untilNext()));
  }

  private void assertEndsAfter(RecordedAnswer answer, Duration deadline, ModelEnding ending) {
    bench.time.advance(deadline.minus(A_SECOND));
    assertThat(answer.hasEnded()).isFalse();
    bench.time.advance(A_SECOND.multipliedBy(4));
    assertThat(answer.ending()).isEqualTo(ending);
    upstream.awaitNothingOpen();
    assertThat(bench.time.pending()).isZero();
  }

  private static void assertFinished(OpenAiModel model) {
    RecordedAnswer answer = new RecordedAnswer();
    model.write(ModelBench.PROMPT, answer);
    assertThat(answer.ending()).isInstanceOf(ModelEnding.Finished.class);
  }

  private Upstream upstreamWith(@Nullable String key, @Nullable String header) {
    return new Upstream(
        Upstream.endpoint(upstream.manual().toString()),
        key,
        header,
        "fake",
        1024,
        ModelBench.CONNECT_DEADLINE,
        ModelBench.IDLE_DEADLINE);
  }

  private static ModelEnding mayBeTriedAgain(FailureCode code) {
    return ModelEnding.Failed.unsent(code, Remedy.WAIT_AND_RETRY);
  }

  private static ModelEnding failed(FailureCode code) {
    return new ModelEnding.Failed(code, null);
  }
}

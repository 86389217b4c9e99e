package dev.porchlight.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.upstream.DeadEnd;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class OpenAiChatModelTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ChatModelBench bench = new ChatModelBench();

  @Test
  void theRequestSaysWhatIsAskedAndHowAndNothingElse() {
    bench.ask(upstream.manual());
    Request request = upstream.awaitExchange().request();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.target()).isEqualTo("/manual/v1/chat/completions");
    assertThat(request.header("Authorization")).isEqualTo("Bearer " + ChatModelBench.KEY);
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
    EndpointConfig azure = upstreamWith("sk-azure", "api-key");
    bench.model(azure).write(ChatModelBench.PROMPT, new RecordedCompletion());
    Request request = upstream.awaitExchange().request();
    assertThat(request.header("api-key")).isEqualTo("sk-azure");
    assertThat(request.header("Authorization")).isNull();
  }

  @Test
  void noKeyIsSentWhereThereIsNone() {
    bench.model(upstreamWith(null, null)).write(ChatModelBench.PROMPT, new RecordedCompletion());
    assertThat(upstream.awaitExchange().request().header("Authorization")).isNull();
  }

  @Test
  void anAnswerBeginsWithItsFirstDeltaAndRestsOnThePromptsSources() {
    RecordedCompletion completion = bench.ask(upstream.manual());
    Exchange exchange = upstream.awaitExchange().startStream().delta("").comment(" still here");
    exchange.delta("Hel");
    assertThat(completion.next()).isEqualTo("Hel");
    assertThat(completion.begins())
        .containsExactly(
            new AnswerStart(AnswerStart.By.MODEL, null, List.of(ChatModelBench.SOURCE)));
    exchange.delta("lo").finish("stop").done();
    assertThat(completion.next()).isEqualTo("lo");
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null));
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
    OpenAiChatModel model = bench.model(base);
    assertFinished(model);
    assertThat(upstream.requests()).hasSize(3);
    assertFinished(model);
    assertThat(upstream.requests()).hasSize(4);
    assertThat(upstream.requests().get(3).json().path("max_completion_tokens").asInt())
        .isEqualTo(1024);
  }

  @Test
  void aConnectionIsKeptForTheNextCall() {
    OpenAiChatModel model = bench.model(upstream.uri("short"));
    assertFinished(model);
    upstream.awaitNothingRunning();
    await().untilAsserted(() -> assertThat(bench.time.pending()).isZero());
    assertFinished(model);
    assertThat(upstream.acceptedConnections()).isOne();
  }

  @Test
  void aConnectionThatWasClosedMeanwhileIsReplacedWithoutAWord() {
    OpenAiChatModel model = bench.model(upstream.uri("stale-connection"));
    assertFinished(model);
    upstream.awaitNothingOpen();
    await().until(() -> !connected());
    assertFinished(model);
  }

  @Test
  void anUpstreamThatIsSilentBeforeTheFirstDeltaTimesOut() {
    RecordedCompletion completion = bench.ask(upstream.uri("stall-after-headers"));
    awaitCall();
    assertEndsAfter(completion, ChatModelBench.IDLE_DEADLINE, failed(FailureCode.UPSTREAM_TIMEOUT));
  }

  @Test
  void anUpstreamThatNeverAnswersTimesOut() {
    RecordedCompletion completion = bench.ask(upstream.uri("stall-before-headers"));
    awaitCall();
    assertEndsAfter(completion, ChatModelBench.IDLE_DEADLINE, failed(FailureCode.UPSTREAM_TIMEOUT));
  }

  @Test
  void anUpstreamThatStallsCutsTheAnswerOff() {
    RecordedCompletion completion = bench.ask(upstream.uri("stall-mid-stream"));
    assertThat(completion.next()).isEqualTo("Half");
    assertEndsAfter(
        completion,
        ChatModelBench.IDLE_DEADLINE,
        new CompletionOutcome.CutOff(CompletionOutcome.CutOff.Reason.UPSTREAM_STALLED, null));
  }

  @Test
  void commentsDoNotPutTheDeadlineOff() {
    RecordedCompletion completion = bench.ask(upstream.uri("endless-comments-mid-stream"));
    assertThat(completion.next()).isEqualTo("Half");
    assertEndsAfter(
        completion,
        ChatModelBench.IDLE_DEADLINE,
        new CompletionOutcome.CutOff(CompletionOutcome.CutOff.Reason.UPSTREAM_STALLED, null));
  }

  @Test
  void eachDeltaPutsTheDeadlineOff() {
    RecordedCompletion completion = bench.ask(upstream.manual());
    Exchange exchange = upstream.awaitExchange().startStream();
    for (int i = 0; i < 3; i++) {
      exchange.delta("a");
      assertThat(completion.next()).isEqualTo("a");
      exchange.delta("b");
      assertThat(completion.next()).isEqualTo("b");
      bench.time.advance(ChatModelBench.IDLE_DEADLINE.minus(A_SECOND));
    }
    assertThat(completion.hasEnded()).isFalse();
    exchange.finish("stop").done();
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null));
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
      RecordedCompletion completion = bench.ask(deadEnd.uri("http"));
      await().until(() -> bench.time.pending() == 1);
      assertEndsAfter(
          completion,
          ChatModelBench.CONNECT_DEADLINE,
          mayBeTriedAgain(FailureCode.UPSTREAM_TIMEOUT));
    }
  }

  @Test
  void aHandshakeThatStallsIsUnavailableAtTheConnectDeadline() {
    try (DeadEnd deadEnd = DeadEnd.mute()) {
      RecordedCompletion completion = bench.ask(deadEnd.uri("https"));
      deadEnd.awaitCaller();
      assertEndsAfter(
          completion,
          ChatModelBench.CONNECT_DEADLINE,
          CompletionOutcome.Failed.unsent(
              FailureCode.UPSTREAM_UNAVAILABLE, FailureAction.ELSEWHERE));
      await().until(() -> !connected());
    }
  }

  @Test
  void abortGivesUpAHandshakeThatStalls() {
    try (DeadEnd deadEnd = DeadEnd.mute()) {
      RecordedCompletion completion = new RecordedCompletion();
      ModelCall call = bench.model(deadEnd.uri("https")).write(ChatModelBench.PROMPT, completion);
      deadEnd.awaitCaller();
      call.abort();
      assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Aborted());
      await().until(() -> !connected());
    }
  }

  @Test
  void abortClosesTheSocketBeforeTheHeaders() {
    RecordedCompletion completion = new RecordedCompletion();
    ModelCall call = bench.model(upstream.manual()).write(ChatModelBench.PROMPT, completion);
    Exchange exchange = upstream.awaitExchange();
    call.abort();
    exchange.awaitHangUp();
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Aborted());
    call.abort();
    await().untilAsserted(() -> assertThat(bench.time.pending()).isZero());
    assertThat(completion.hasEnded()).isTrue();
  }

  @Test
  void abortClosesTheSocketOfAnAnswerWithoutEnd() {
    RecordedCompletion completion = new RecordedCompletion();
    ModelCall call =
        bench.model(upstream.uri("endless-tokens")).write(ChatModelBench.PROMPT, completion);
    completion.next();
    call.abort();
    upstream.awaitNothingOpen();
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Aborted());
  }

  @Test
  void abortAfterTheEndChangesNothing() {
    RecordedCompletion completion = new RecordedCompletion();
    ModelCall call = bench.model(upstream.uri("short")).write(ChatModelBench.PROMPT, completion);
    assertThat(completion.ending()).isInstanceOf(CompletionOutcome.Finished.class);
    call.abort();
    upstream.awaitNothingRunning();
    assertThat(completion.text()).isNotEmpty();
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
                upstream.running() == 1
                    && ChatModelBench.IDLE_DEADLINE.equals(bench.time.untilNext()));
  }

  private void assertEndsAfter(
      RecordedCompletion completion, Duration deadline, CompletionOutcome ending) {
    bench.time.advance(deadline.minus(A_SECOND));
    assertThat(completion.hasEnded()).isFalse();
    bench.time.advance(A_SECOND.multipliedBy(4));
    assertThat(completion.ending()).isEqualTo(ending);
    upstream.awaitNothingOpen();
    assertThat(bench.time.pending()).isZero();
  }

  private static void assertFinished(OpenAiChatModel model) {
    RecordedCompletion completion = new RecordedCompletion();
    model.write(ChatModelBench.PROMPT, completion);
    assertThat(completion.ending()).isInstanceOf(CompletionOutcome.Finished.class);
  }

  private EndpointConfig upstreamWith(@Nullable String key, @Nullable String header) {
    return new EndpointConfig(
        Api.CHAT,
        EndpointConfig.endpoint(Api.CHAT, upstream.manual().toString()),
        key,
        header,
        "fake",
        1024,
        ChatModelBench.CONNECT_DEADLINE,
        ChatModelBench.IDLE_DEADLINE,
        false,
        "");
  }

  private static CompletionOutcome mayBeTriedAgain(FailureCode code) {
    return CompletionOutcome.Failed.unsent(code, FailureAction.WAIT_AND_RETRY);
  }

  private static CompletionOutcome failed(FailureCode code) {
    return new CompletionOutcome.Failed(code, null);
  }
}

package dev.porchlight.llm.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.upstream.DeadEnd;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import java.net.URI;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a call makes of models that think, and of connections that fail it halfway. */
final class CompletionCallTest {
  private static final String THOUGHT = "{\"choices\":[{\"delta\":{\"reasoning\":\"Hm.\"}}]}";
  private static final CompletionOutcome OUT_OF_TOKENS =
      new CompletionOutcome.CutOff(CompletionOutcome.CutOff.Reason.LENGTH, null);

  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ChatModelBench bench = new ChatModelBench();

  @Test
  void aModelThatThinksIsHeardOfBeforeItsFirstDelta() {
    RecordedCompletion completion = bench.ask(upstream.manual());
    Exchange exchange = upstream.awaitExchange().startStream().event(THOUGHT);
    assertThat(completion.nextThought()).isEqualTo("Hm.");
    assertThat(completion.begins()).isEmpty();
    exchange.delta("Yes.").finish("stop").done();
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null));
    assertThat(completion.text()).isEqualTo("Yes.");
  }

  @Test
  void theOwnerIsToldOfAModelThatThoughtAllItsTokensAway() {
    URI base =
        upstream.script("thinker", e -> e.startStream().event(THOUGHT).finish("length").done());
    try (RecordedLog log = RecordedLog.of(OpenAiChatModel.class)) {
      assertThat(bench.ask(base).ending()).isEqualTo(OUT_OF_TOKENS);
      assertThat(log.lines()).singleElement().asString().endsWith("raise AI_MAX_TOKENS");
    }
  }

  @Test
  void theOwnerIsNotToldOfAnAnswerThatIsTooLong() {
    URI base =
        upstream.script("talker", e -> e.startStream().delta("Well,").finish("length").done());
    try (RecordedLog log = RecordedLog.of(OpenAiChatModel.class)) {
      assertThat(bench.ask(base).ending()).isEqualTo(OUT_OF_TOKENS);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aConnectionThatBreaksAfterTheRequestIsNoProblemOfItsCertificate() {
    RecordedCompletion completion = new RecordedCompletion();
    CompletionCall call = newCall(upstream.manual(), completion);
    try (RecordedLog log = RecordedLog.of(OpenAiChatModel.class)) {
      call.sent();
      call.broke(new SSLException("closed without a word"), true);
      assertThat(completion.ending())
          .isEqualTo(new CompletionOutcome.Failed(FailureCode.UPSTREAM_UNAVAILABLE, null));
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aRefusalThatStallsIsClosedBeforeTheQuestionIsAskedAgain() {
    RecordedCompletion completion = new RecordedCompletion();
    try (DeadEnd deadEnd = DeadEnd.mute()) {
      CompletionCall call = newCall(deadEnd.uri("https"), completion);
      call.start();
      await().until(() -> bench.openSockets() == 1);
      call.responded(422, HttpFields.EMPTY);
      call.received(ByteBuffer.wrap("{\"detail\":\"stream_options: extra".getBytes(UTF_8)));
      bench.time.advance(ChatModelBench.IDLE_DEADLINE);
      assertThat(completion.hasEnded()).isFalse();
      call.abort();
      assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Aborted());
      await().until(() -> bench.openSockets() == 0);
    }
  }

  private CompletionCall newCall(URI base, RecordedCompletion completion) {
    return new CompletionCall(bench.model(base), ChatModelBench.PROMPT, completion);
  }
}

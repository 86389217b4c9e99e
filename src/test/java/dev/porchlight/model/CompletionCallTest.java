package dev.porchlight.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.fake.DeadEnd;
import dev.porchlight.fake.Exchange;
import dev.porchlight.fake.FakeUpstream;
import dev.porchlight.fake.RecordedLog;
import java.net.URI;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a call makes of models that think, and of connections that fail it halfway. */
final class CompletionCallTest {
  private static final String THOUGHT = "{\"choices\":[{\"delta\":{\"reasoning\":\"Hm.\"}}]}";
  private static final ModelEnding OUT_OF_TOKENS =
      new ModelEnding.CutOff(ModelEnding.CutOff.Reason.LENGTH, null);

  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ModelBench bench = new ModelBench();

  @Test
  void aModelThatThinksIsHeardOfBeforeItsFirstDelta() {
    RecordedAnswer answer = bench.ask(upstream.manual());
    Exchange exchange = upstream.awaitExchange().startStream().event(THOUGHT);
    assertThat(answer.nextThought()).isEqualTo("Hm.");
    assertThat(answer.begins()).isEmpty();
    exchange.delta("Yes.").finish("stop").done();
    assertThat(answer.ending()).isEqualTo(new ModelEnding.Finished("stop", null));
    assertThat(answer.text()).isEqualTo("Yes.");
  }

  @Test
  void theOwnerIsToldOfAModelThatThoughtAllItsTokensAway() {
    URI base =
        upstream.script("thinker", e -> e.startStream().event(THOUGHT).finish("length").done());
    try (RecordedLog log = RecordedLog.of(OpenAiModel.class)) {
      assertThat(bench.ask(base).ending()).isEqualTo(OUT_OF_TOKENS);
      assertThat(log.lines()).singleElement().asString().endsWith("raise AI_MAX_TOKENS");
    }
  }

  @Test
  void theOwnerIsNotToldOfAnAnswerThatIsTooLong() {
    URI base =
        upstream.script("talker", e -> e.startStream().delta("Well,").finish("length").done());
    try (RecordedLog log = RecordedLog.of(OpenAiModel.class)) {
      assertThat(bench.ask(base).ending()).isEqualTo(OUT_OF_TOKENS);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aConnectionThatBreaksAfterTheRequestIsNoProblemOfItsCertificate() {
    RecordedAnswer answer = new RecordedAnswer();
    CompletionCall call = newCall(upstream.manual(), answer);
    try (RecordedLog log = RecordedLog.of(OpenAiModel.class)) {
      call.sent();
      call.broke(new SSLException("closed without a word"), true);
      assertThat(answer.ending())
          .isEqualTo(new ModelEnding.Failed(FailureCode.UPSTREAM_UNAVAILABLE, null));
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void aRefusalThatStallsIsClosedBeforeTheQuestionIsAskedAgain() {
    RecordedAnswer answer = new RecordedAnswer();
    try (DeadEnd deadEnd = DeadEnd.mute()) {
      CompletionCall call = newCall(deadEnd.uri("https"), answer);
      call.start();
      await().until(() -> bench.openSockets() == 1);
      call.responded(422, HttpFields.EMPTY);
      call.received(ByteBuffer.wrap("{\"detail\":\"stream_options: extra".getBytes(UTF_8)));
      bench.time.advance(ModelBench.IDLE_DEADLINE);
      assertThat(answer.hasEnded()).isFalse();
      call.abort();
      assertThat(answer.ending()).isEqualTo(new ModelEnding.Aborted());
      await().until(() -> bench.openSockets() == 0);
    }
  }

  private CompletionCall newCall(URI base, RecordedAnswer answer) {
    return new CompletionCall(bench.model(base), ModelBench.PROMPT, answer);
  }
}

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
  private static final CompletionOutcome THOUGHT_TO_THE_LIMIT =
      new CompletionOutcome.Failed(FailureCode.THINKING_USED_UP, null);

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
      assertThat(bench.ask(base).ending()).isEqualTo(THOUGHT_TO_THE_LIMIT);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .endsWith("Raise AI_MAX_TOKENS, which is 1024.");
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
  void whiteSpaceAloneIsNoAnswer() {
    URI base =
        upstream.script(
            "blank", e -> e.startStream().delta(" \n").delta("\t").finish("stop").done());
    RecordedCompletion completion = bench.ask(base);
    assertThat(completion.ending())
        .isEqualTo(new CompletionOutcome.Failed(FailureCode.ANSWER_EMPTY, null));
    assertThat(completion.begins()).isEmpty();
  }

  @Test
  void whiteSpaceBeforeAnAnswerComesWithItsFirstCharacter() {
    RecordedCompletion completion = bench.ask(upstream.manual());
    upstream.awaitExchange().startStream().delta("  ").delta("  x").finish("stop").done();
    assertThat(completion.next()).isEqualTo("    x");
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null));
  }

  @Test
  void anEndTagThatNothingOpenedIsNeverShownAndItsAnswerNotGivenAgain() {
    OpenAiChatModel model = bench.model(untaggedThinker());
    RecordedCompletion first = ask(model);
    assertThat(first.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null, false));
    assertThat(first.text()).isEqualTo("A light. It is a lamp.");
    RecordedCompletion second = ask(model);
    assertThat(second.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null));
    assertThat(second.text()).isEqualTo("It is a lamp.");
  }

  @Test
  void anUpstreamThatIsSaidToThinkFirstIsHeldUntilItsEndTag() {
    RecordedCompletion completion = ask(bench.model(thinkingFirst(untaggedThinker())));
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Finished("stop", null));
    assertThat(completion.text()).isEqualTo("It is a lamp.");
  }

  @Test
  void anAnswerWithoutTheExpectedThoughtIsShownAndTheNextIsNotHeld() {
    URI base = untaggedThinker();
    OpenAiChatModel model = bench.model(base);
    ask(model).ending();
    upstream.script("untagged", e -> e.startStream().delta("Plain.").finish("stop").done());
    assertThat(textOf(model)).isEqualTo("Plain.");
    upstream.script("untagged", e -> e.startStream().delta("A</think>B").finish("stop").done());
    assertThat(textOf(model)).isEqualTo("AB");
  }

  @Test
  void onlySixtyFourKilobytesAreHeldForAnEndTag() {
    String piece = "word ".repeat(1_000);
    URI base =
        upstream.script(
            "rambler",
            e -> {
              e.startStream();
              for (int i = 0; i < 14; i++) {
                e.delta(piece);
              }
            });
    RecordedCompletion completion = ask(bench.model(thinkingFirst(base)));
    assertThat(completion.next()).isEqualTo(piece.repeat(14));
  }

  @Test
  void anEndTagInCodeIsAnAnswersOwn() {
    URI base =
        upstream.script(
            "coder",
            e ->
                e.startStream()
                    .delta("Write `</think>` or\n```\n</th")
                    .delta("ink>\n```\n")
                    .finish("stop")
                    .done());
    assertThat(textOf(bench.model(base))).isEqualTo("Write `</think>` or\n```\n</think>\n```\n");
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
      assertThat(log.lines()).singleElement().asString().contains("the connection broke");
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

  /** Its prompt's template begins the thought, so that only its end tag is in the text. */
  private URI untaggedThinker() {
    return upstream.script(
        "untagged",
        e ->
            e.startStream()
                .delta("A light. ")
                .delta("</th")
                .delta("ink>")
                .delta("It is a lamp.")
                .finish("stop")
                .done());
  }

  private static EndpointConfig thinkingFirst(URI base) {
    EndpointConfig upstream = ChatModelBench.upstream(base);
    return new EndpointConfig(
        upstream.api(),
        upstream.endpoint(),
        upstream.key(),
        upstream.keyHeader(),
        upstream.model(),
        upstream.maxTokens(),
        upstream.connectDeadline(),
        upstream.idleDeadline(),
        true,
        "");
  }

  private static RecordedCompletion ask(OpenAiChatModel model) {
    RecordedCompletion completion = new RecordedCompletion();
    model.write(ChatModelBench.PROMPT, completion);
    return completion;
  }

  private static String textOf(OpenAiChatModel model) {
    RecordedCompletion completion = ask(model);
    completion.ending();
    return completion.text();
  }

  private CompletionCall newCall(URI base, RecordedCompletion completion) {
    return new CompletionCall(bench.model(base), ChatModelBench.PROMPT, completion);
  }
}

package dev.porchlight.cluster.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.Source;
import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CallTextTest {

  private static final Source SOURCE =
      new Source("Title", "/a#b", "said “so”\n", List.of("/i.png"), List.of("And then?"));

  @Test
  void aPromptIsReadAsItWasWritten() {
    Prompt prompt =
        new Prompt(
            List.of(
                new Message(Message.Role.SYSTEM, "You are…"),
                new Message(Message.Role.USER, "Who?\u0000 👋")),
            List.of(SOURCE));
    assertThat(CallText.prompt(CallText.of(prompt))).isEqualTo(prompt);
  }

  @Test
  void eventsAreReadAsTheyWereWritten() {
    AnswerStart begin =
        new AnswerStart(
            AnswerStart.By.FALLBACK, FailureCode.UPSTREAM_BUSY, List.of(SOURCE, SOURCE));
    List<Event> events =
        List.of(
            new Event("m.1", 1, "", null, null, null),
            new Event("m.1", 2, null, begin, null, null),
            new Event("m.2", 1, null, null, " \n", null));
    assertThat(CallText.events(CallText.of(events))).isEqualTo(events);
  }

  static List<CompletionOutcome> outcomes() {
    TokenUsage usage = new TokenUsage(5, 7, 3);
    return List.of(
        new CompletionOutcome.Finished("stop", usage, true, false),
        new CompletionOutcome.Finished("tool_calls", null),
        new CutOff(CutOff.Reason.LENGTH, usage),
        new CutOff(CutOff.Reason.UPSTREAM_STALLED, null),
        new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, Duration.ofMillis(1_500)),
        CompletionOutcome.Failed.unsent(
            FailureCode.UPSTREAM_UNAVAILABLE, FailureAction.WAIT_AND_RETRY),
        new CompletionOutcome.Failed(FailureCode.QUESTION_REFUSED, null)
            .perhapsForTheQuestion()
            .costing(usage),
        new CompletionOutcome.Aborted());
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anOutcomeIsReadAsItWasWritten(CompletionOutcome outcome) {
    Event ended = new Event("m.1", 1, null, null, null, CallText.of(outcome));
    Event read = CallText.events(CallText.of(List.of(ended))).get(0);
    assertThat(CallText.outcome(Objects.requireNonNull(read.end()))).isEqualTo(outcome);
  }
}

package dev.porchlight.llm.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptEstimatorTest {

  private static final int A_TURN = 4;

  private final PromptEstimator estimator = new PromptEstimator();

  @Test
  void eachTurnOfAPromptCostsSomethingOfItsOwn() {
    Message message = new Message(Message.Role.USER, "four");
    assertThat(estimator.tokensOf(new Prompt(List.of(message, message), List.of())))
        .isEqualTo(2 * (A_TURN + TokenEstimator.of("four")));
  }

  @Test
  void aSystemPromptCountsEachTimeItIsSent() {
    Message system = new Message(Message.Role.SYSTEM, "You are kind, and brief.");
    for (String question : List.of("Why?", "Why not now?", "Why?")) {
      Message asked = new Message(Message.Role.USER, question);
      assertThat(estimator.tokensOf(new Prompt(List.of(system, asked), List.of())))
          .isEqualTo(
              2 * A_TURN + TokenEstimator.of(system.content()) + TokenEstimator.of(question));
    }
  }
}

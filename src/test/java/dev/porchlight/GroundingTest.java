package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.Knowledge;
import dev.porchlight.model.Prompt;
import dev.porchlight.model.Source;
import dev.porchlight.model.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a question rests on. */
final class GroundingTest {

  private static final String OLLAMA = "Connect a model › Ollama, on your own machine";
  private static final List<Turn> HISTORY =
      List.of(
          new Turn(Turn.Role.USER, "Do you use cookies?"),
          new Turn(Turn.Role.ASSISTANT, "No."),
          new Turn(Turn.Role.USER, "How do I connect Ollama?"),
          new Turn(Turn.Role.ASSISTANT, "With two settings [1]."));

  private final Grounding grounding = new Grounding(Knowledge.packed());

  @Test
  void thePassagesStandInTheSystemPromptAndAreTheSources() {
    Prompt prompt = grounding.draft(new Question("And cookies?", HISTORY, null, false)).prompt();

    assertThat(prompt.sources()).extracting(Source::title).first().asString().startsWith("Privacy");
    assertThat(prompt.turns()).hasSize(6).containsSubsequence(HISTORY);
    assertThat(prompt.turns().get(0).role()).isEqualTo(Turn.Role.SYSTEM);
    assertThat(prompt.turns().get(0).content()).contains("<passage number=\"1\">\nTitle: Privacy");
    assertThat(prompt.turns().get(5)).isEqualTo(new Turn(Turn.Role.USER, "And cookies?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Tell me more", "Why?", "Can you shorten that?"})
  void whatSaysNothingByItselfRestsOnTheQuestionBefore(String message) {
    Prompt prompt = grounding.draft(new Question(message, HISTORY, null, false)).prompt();

    assertThat(prompt.sources()).extracting(Source::title).contains(OLLAMA);
  }

  @Test
  void aFirstGreetingRestsOnNothing() {
    assertThat(grounding.draft(new Question("Hello!", List.of(), null, false)).prompt().sources())
        .isEmpty();
  }
}

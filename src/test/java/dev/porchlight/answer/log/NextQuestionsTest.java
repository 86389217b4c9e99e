package dev.porchlight.answer.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NextQuestionsTest {

  private final List<Source> sources =
      List.of(
          source("Lamps › Brass", "Copper", "Tin"),
          source("Hours", "Open on Sunday?"),
          source("Lamps › Copper", "Tin", "Brass", "Zinc"),
          source("Other", "Never"));

  @Test
  void whatIsCitedSuggestsInTurnWhatItHasNotTold() {
    assertThat(NextQuestions.of(sources, List.of(1, 2, 3)))
        .containsExactly("Open on Sunday?", "Tin", "Zinc");
    assertThat(NextQuestions.of(sources, List.of(1))).containsExactly("Copper", "Tin");
    assertThat(NextQuestions.of(sources, List.of())).isEmpty();
  }

  private static Source source(String title, String... next) {
    return new Source(title, "", "", List.of(), List.of(next));
  }
}

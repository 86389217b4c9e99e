package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenEstimateTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "a, 1",
    "four, 1",
    "fives, 2",
    "'Où est-ce ?', 3",
    "漢字, 2",
    "ひらがな, 4",
    "한국어, 3",
    "Кто там, 4",
    "✨, 1",
    "🎉, 1",
    "'hi 漢字', 3"
  })
  void aTextHasAboutSoManyTokens(String text, long tokens) {
    assertThat(TokenEstimate.of(text)).isEqualTo(tokens);
  }

  @Test
  void piecesCountAsTheWholeDoes() {
    TokenEstimate pieces = new TokenEstimate();
    "a light that is left on".chars().forEach(c -> pieces.add(Character.toString(c)));
    assertThat(pieces.tokens()).isEqualTo(TokenEstimate.of("a light that is left on"));
  }

  @Test
  void eachTurnOfAPromptCostsSomethingOfItsOwn() {
    Turn turn = new Turn(Turn.Role.USER, "four");
    assertThat(TokenEstimate.ofPrompt(new Prompt(List.of(turn, turn), List.of()))).isEqualTo(10);
  }
}

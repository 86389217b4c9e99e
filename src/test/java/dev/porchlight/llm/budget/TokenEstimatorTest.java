package dev.porchlight.llm.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenEstimatorTest {

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
    assertThat(TokenEstimator.of(text)).isEqualTo(tokens);
  }

  @Test
  void piecesCountAsTheWholeDoes() {
    TokenEstimator pieces = new TokenEstimator();
    "a light that is left on".chars().forEach(c -> pieces.add(Character.toString(c)));
    assertThat(pieces.tokens()).isEqualTo(TokenEstimator.of("a light that is left on"));
  }

  @Test
  void eachTurnOfAPromptCostsSomethingOfItsOwn() {
    Message message = new Message(Message.Role.USER, "four");
    assertThat(TokenEstimator.ofPrompt(new Prompt(List.of(message, message), List.of())))
        .isEqualTo(10);
  }
}

package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnansweredMarkFilterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I don't know.\n\n[[unanswered]]",
        "I don't know. [[unanswered]]\n",
        "I don't know.\n[[unanswered]]\n\n"
      })
  void theMarkIsTakenOffHoweverTheTextIsCut(String text) {
    IntStream.rangeClosed(1, text.length())
        .forEach(
            size -> {
              UnansweredMarkFilter filter = new UnansweredMarkFilter();
              String shown = shown(filter, text, size);
              assertThat(filter.isMarked()).as("pieces of %d", size).isTrue();
              assertThat(shown.strip()).isEqualTo("I don't know.");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "See [1] and [[2]].",
        "It says [[unanswered]] in the middle.",
        "An [[unans",
        "[",
        "[[unanswered]] letters",
        "Trailing space \n"
      })
  void allOtherTextIsShownAsItIs(String text) {
    IntStream.rangeClosed(1, text.length())
        .forEach(
            size -> {
              UnansweredMarkFilter filter = new UnansweredMarkFilter();
              String shown = shown(filter, text, size);
              assertThat(filter.isMarked()).isFalse();
              assertThat(shown).isEqualTo(text);
            });
  }

  @Test
  void aCitationWaitsForItsNextPieceOnly() {
    UnansweredMarkFilter filter = new UnansweredMarkFilter();
    assertThat(filter.pass("So it is [")).isEqualTo("So it is");
    assertThat(filter.pass("1].")).isEqualTo(" [1].");
  }

  private static String shown(UnansweredMarkFilter filter, String text, int size) {
    StringBuilder shown = new StringBuilder();
    for (int from = 0; from < text.length(); from += size) {
      shown.append(filter.pass(text.substring(from, Math.min(text.length(), from + size))));
    }
    return shown.append(filter.rest()).toString();
  }
}

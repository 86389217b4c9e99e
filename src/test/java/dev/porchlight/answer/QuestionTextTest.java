package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuestionTextTest {

  @ParameterizedTest
  @CsvSource({
    "𝐖𝐡𝐚𝐭, What",
    "ＷＨＡＴ？, WHAT?",
    "ﬃ, ffi",
    "ℝ, R",
    "\u24D7i, hi",
    "ｶﾞ, ガ",
    "e\u0301, é",
    "a\u200Bb, ab",
    "a\u00ADb, ab",
    "\u202Eabc\u202C, abc"
  })
  void lettersThatLookOtherAloneBecomeThePlainOnes(String given, String plain) {
    assertThat(QuestionText.normalize(given)).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2⁵",
        "H₂O",
        "½",
        "Ⅳ",
        "①",
        "™",
        "…",
        "C#",
        "-5",
        "می\u200Cخواهم",
        "👩\u200D👩\u200D👧",
        "\u0600١",
        "Straße",
        "  a\n\tb ",
        "क्\u200Dष"
      })
  void whatMeansSomethingStays(String text) {
    assertThat(QuestionText.normalize(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n\t",
        "\u2003",
        "\u200B\u200B",
        "\u2060",
        "\uFEFF",
        "\u3164",
        "\u2800",
        "\u200D",
        "\u0000",
        "\u180E",
        "\uDB40\uDC41"
      })
  void nothingToBeSeenIsBlank(String text) {
    assertThat(QuestionText.isBlank(QuestionText.normalize(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "?", "।", "😀", "कि", "١"})
  void anythingToBeSeenIsNotBlank(String text) {
    assertThat(QuestionText.isBlank(QuestionText.normalize(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"𝐖ﬃ\u200Bé", "ＷＨＡＴ", "ﷺ", "\u1100\u3164\u1161"})
  void whatItGaveItGivesAgain(String text) {
    String once = QuestionText.normalize(text);
    assertThat(QuestionText.normalize(once)).isEqualTo(once);
  }
}

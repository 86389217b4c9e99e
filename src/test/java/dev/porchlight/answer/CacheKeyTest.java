package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheKeyTest {

  @ParameterizedTest
  @CsvSource({
    "What is Porchlight?, what is porchlight",
    "'  What   is\u00A0Porchlight ', What is Porchlight",
    "What is Porchlight?!, What is Porchlight…",
    "ＷＨＡＴ is it?, what is it",
    "これは何ですか？, これは何ですか",
    "它是什么。, 它是什么"
  })
  void theSameQuestionInOtherDressIsTheSame(String one, String other) {
    assertThat(CacheKey.of(one, null, "f")).isEqualTo(CacheKey.of(other, null, "f"));
  }

  @ParameterizedTest
  @CsvSource({
    "Does she know C#?, Does she know C?",
    "Does she know C++?, Does she know C?",
    "Is it 1.5?, Is it 15?",
    "What is .NET?, What is NET?",
    "¿Quién es?, Quien es?",
    "who's there, whos there",
    "?, !",
    "a b, ab"
  })
  void whatChangesTheMeaningMakesAnotherQuestion(String one, String other) {
    assertThat(CacheKey.of(one, null, "f")).isNotEqualTo(CacheKey.of(other, null, "f"));
  }

  @Test
  void anotherPageMakesAnotherKey() {
    assertThat(CacheKey.of("Hi", "/a", "f"))
        .isEqualTo(CacheKey.of("hi", "/a", "f"))
        .isNotEqualTo(CacheKey.of("Hi", "/b", "f"))
        .isNotEqualTo(CacheKey.of("Hi", null, "f"));
  }

  @ParameterizedTest
  @CsvSource({"persona-1, persona-2"})
  void anotherFingerprintMakesAnotherKey(String one, String other) {
    assertThat(CacheKey.of("Hi", null, one)).isNotEqualTo(CacheKey.of("Hi", null, other));
  }
}

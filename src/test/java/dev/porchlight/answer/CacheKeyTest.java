package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheKeyTest {

  private static CacheKey key(String question) {
    return CacheKey.of(QuestionText.normalize(question), null, "f");
  }

  @ParameterizedTest
  @CsvSource({
    "𝐖𝐡𝐚𝐭 𝐝𝐨𝐞𝐬 𝐢𝐭 𝐜𝐨𝐬𝐭?, What does it cost?",
    "Ⓦⓗⓐⓣ is it, What is it",
    "ﬁnd it, find it",
    "What\u200B is\u2060 it, What is it",
    "WHAT IS IT, what is it",
    "Is that so!, is that so",
    "What is Porchlight?, what is porchlight",
    "'  What   is\u00A0Porchlight ', What is Porchlight",
    "What is Porchlight?!, What is Porchlight…",
    "ＷＨＡＴ is it?, what is it",
    "これは何ですか？, これは何ですか",
    "它是什么。, 它是什么"
  })
  void theSameQuestionInOtherDressIsTheSame(String one, String other) {
    assertThat(key(one)).isEqualTo(key(other));
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
    "What is 2⁵?, What is 25?",
    "What is 10²?, What is 102?",
    "What is H₂O?, What is H2O?",
    "What is ½?, What is 1/2?",
    "What is 5!, What is 5?",
    "What is n!, What is n?",
    "What is (n+1)!, What is (n+1)?",
    "Do you do IT?, Do you do it?",
    "Does he live in the US?, Does he live in the us?",
    "What is -5?, What is 5?",
    "Does she know C#?, Does she know C++?",
    "Is .NET used?, Is net used?",
    "a b, ab"
  })
  void whatChangesTheMeaningMakesAnotherQuestion(String one, String other) {
    assertThat(key(one)).isNotEqualTo(key(other));
  }

  @Test
  void theIndentationOfCodeMakesAnotherQuestion() {
    assertThat(key("Why?\nif a:\n  b\nc")).isNotEqualTo(key("Why?\nif a:\n  b\n  c"));
    assertThat(key("Why  is\tit\nso")).isEqualTo(key("Why is it\nso"));
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

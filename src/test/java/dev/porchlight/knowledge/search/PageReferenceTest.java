package dev.porchlight.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message leaves open. */
final class PageReferenceTest {

  private final TermAnalyzer terms = new TermAnalyzer(Language.ENGLISH);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is this page about?",
        "Summarise this page",
        "Can you give me a short summary of this article?",
        "TL;DR of the page, please",
        "Worum geht es auf dieser Seite?",
        "Fasse diesen Artikel kurz zusammen",
        "De quoi parle cette page ?",
        "Peux-tu résumer cet article ?",
        "¿De qué trata esta página?",
        "Resume este artículo",
        "Qual é o tema desta página?",
        "这个页面讲了什么？",
        "总结本文",
        "このページについて教えて",
        "この記事の要約",
        "لخص هذه الصفحة",
      })
  void itNamesNothingButThePage(String message) {
    PageReference reference = PageReference.in(message);

    assertThat(reference.atThePage()).isTrue();
    assertThat(terms.in(reference.rest(), 9)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How long did it take?",
        "What's this?",
        "Tell me more about that",
        "Who made these?",
        "Was kostet diese Lampe?",
        "C'est combien, ça ?",
        "¿Cuánto cuesta esto?",
        "Quanto custa isso?",
        "这个多少钱？",
        "これはいくらですか？",
        "كم سعر هذا؟",
      })
  void itPointsAtSomething(String message) {
    assertThat(PageReference.in(message).points()).isTrue();
    assertThat(PageReference.in(message).atThePage()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is the capital of Peru?",
        "Should I buy Bitcoin or shares this year?",
        "Are you free this summer?",
        "Which pages do you have?",
        "What do articles cost?",
        "Wie viel kostet eine Lampe?",
      })
  void itNamesWhatItIsAbout(String message) {
    assertThat(PageReference.in(message))
        .isEqualTo(new PageReference(PageReference.in(message).rest(), false, false));
  }

  @Test
  void aLongMessagePointsAtNothing() {
    assertThat(PageReference.in("this ".repeat(800)).points()).isFalse();
  }
}

package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.knowledge.search.RetrievalResult;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much of the site is sent with a question. */
final class PassageBudgetTest {

  private static final KnowledgeBase KNOWLEDGE =
      KnowledgeBase.of(
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      new MarkdownFile(
                          i + ".md",
                          "# Lamp %d\n\nThe lamp number %d %s".formatted(i, i, word(i).repeat(99))))
              .toList());

  @Test
  void theBestPassagesAreSentWithinTheTokens() {
    RetrievalResult found = find("What is a lamp?");

    assertThat(found.passages()).hasSize(8);
    assertThat(new PassageBudget(100_000, 0).of(KNOWLEDGE, found)).isEqualTo(found);
    List<Passage> sent = new PassageBudget(500, 0).of(KNOWLEDGE, found).passages();
    assertThat(sent).hasSizeBetween(1, 7).isEqualTo(found.passages().subList(0, sent.size()));
    assertThat(new PassageBudget(1, 0).of(KNOWLEDGE, found).passages())
        .containsExactly(found.passages().get(0));
  }

  @Test
  void aSmallSiteIsSentWholeInTheSameOrderEachTime() {
    PassageBudget whole = new PassageBudget(100, 100_000);
    List<Passage> all = KNOWLEDGE.pages().stream().flatMap(p -> p.passages().stream()).toList();

    assertThat(whole.of(KNOWLEDGE, find("lamp 7")).passages()).isEqualTo(all);
    assertThat(whole.of(KNOWLEDGE, find("Peru")).passages()).isEqualTo(all);
    assertThat(new PassageBudget(100_000, 100).of(KNOWLEDGE, find("Peru")).passages()).isEmpty();
  }

  private static RetrievalResult find(String question) {
    return KNOWLEDGE.find(RetrievalQuery.of(question), new RetrievalLimits(8, 8, false));
  }

  private static String word(int number) {
    return "word" + (char) ('a' + number) + " ";
  }
}

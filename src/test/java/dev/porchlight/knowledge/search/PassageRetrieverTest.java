package dev.porchlight.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.Standpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a question rests on, by the page it was asked on. */
final class PassageRetrieverTest {

  private static final String KITCHEN = "https://owner.example/kitchen/";
  private static final String GARDEN = "https://owner.example/garden.html";
  private static final int LIMIT = 4;
  private static final int LIMIT_OF_PAGE = 5;
  private static final RetrievalLimits QUOTES = new RetrievalLimits(LIMIT, LIMIT_OF_PAGE, true);

  private final KnowledgeBase knowledge =
      KnowledgeBase.of(
          List.of(
              page(
                  "The kitchen",
                  KITCHEN,
                  "We built a kitchen for a family of five.",
                  "## From plan to dinner\n\nSix weeks, from the first sketch.",
                  "## The wood\n\nOld oak, sawn in the next village.",
                  "## The light\n\nTwo lamps of brass.",
                  "## The tiles\n\nGlazed by hand.",
                  "## The people\n\nThree carpenters and a plumber."),
              page(
                  "The garden",
                  GARDEN,
                  "A garden behind the house.",
                  "## The wood\n\nLarch for the benches and the shed, left untreated."),
              page("Ordering", "/ordering", "## How long does it take?\n\nMostly two months."),
              page("Brass", "", "We cast our own brass. Brass lasts.")));

  @ParameterizedTest
  @CsvSource({KITCHEN + ", Old oak", GARDEN + ", Larch"})
  void whatStandsOnThePageComesFirst(String page, String beginning) {
    RetrievalResult retrieval = ask("What about the wood?", page);

    assertThat(retrieval.passages().get(0).text()).startsWith(beginning);
    assertThat(retrieval.passages())
        .extracting(Passage::title)
        .contains("The kitchen › The wood", "The garden › The wood");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "https://owner.example/",
        "https://other.example/kitchen/",
        "https://owner.example/kitchen/ignore-all-instructions",
        "nonsense"
      })
  void anAddressWithoutAPageChangesNothing(@Nullable String page) {
    for (String message : List.of("What about the wood?", "What is this page about?", "Hi")) {
      assertThat(ask(message, page)).isEqualTo(ask(message, null));
      assertThat(ask(message, page).on()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Who are the people with the lamps of brass?",
        "What is the capital of Peru?",
        "Hello!",
        "Thanks"
      })
  void thePageIsNotNamedWhereItChangesNothing(String message) {
    assertThat(ask(message, GARDEN)).isEqualTo(ask(message, null));
    assertThat(ask(message, KITCHEN)).isEqualTo(ask(message, null));
  }

  @Test
  void thePageIsNamedWhereItChangesWhatIsFound() {
    assertThat(ask("What about the wood?", GARDEN).on())
        .isNotNull()
        .extracting(Standpoint::url)
        .isEqualTo(GARDEN);
    assertThat(ask("What about the wood?", KITCHEN).passages())
        .isEqualTo(ask("What about the wood?", null).passages());
    assertThat(ask("What about the wood?", KITCHEN).on()).isNull();
  }

  @Test
  void whatIsFarBetterElsewhereStaysFirst() {
    assertThat(ask("Do you cast brass?", KITCHEN).passages().get(0).title()).isEqualTo("Brass");
  }

  @Test
  void aPassageOfThePageStillHasToFit() {
    assertThat(ask("What is the capital of Peru?", KITCHEN).passages()).isEmpty();
    assertThat(ask("Which lamps of brass do you have?", GARDEN).passages())
        .extracting(Passage::url)
        .noneMatch(url -> url.startsWith(GARDEN));
  }

  @Test
  void aQuestionThatOnlyPointsRestsOnThePageAndOnWhatFitsItsWords() {
    RetrievalResult retrieval = ask("How long did it take?", KITCHEN);

    assertThat(retrieval.on()).isNotNull();
    assertThat(retrieval.passages())
        .extracting(Passage::title)
        .containsExactly(
            "Ordering › How long does it take?",
            "The kitchen",
            "The kitchen › From plan to dinner");
  }

  @Test
  void whereNothingElseFitsAQuestionThatPointsRestsOnThePageAlone() {
    assertThat(ask("How big is it?", KITCHEN).passages())
        .hasSize(LIMIT)
        .allMatch(passage -> passage.url().startsWith(KITCHEN));
  }

  @Test
  void whatThePageSaysOfAQuestionThatPointsComesBeforeItsBeginning() {
    assertThat(ask("Is it glazed or painted?", KITCHEN).passages())
        .extracting(Passage::title)
        .startsWith("The kitchen › The tiles", "The kitchen");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"What is this page about?", "Summarise this page", "Tell me more", "Why?"})
  void aQuestionThatNamesNothingIsAboutThePage(String message) {
    RetrievalResult retrieval = ask(message, KITCHEN);

    assertThat(retrieval.on()).isNotNull();
    assertThat(retrieval.passages())
        .hasSize(LIMIT_OF_PAGE)
        .allMatch(passage -> passage.url().startsWith(KITCHEN));
    assertThat(retrieval.passages().get(0).title()).isEqualTo("The kitchen");
  }

  @Test
  void laterInAConversationItIsAboutTheQuestionBefore() {
    String before = "Which lamps are there?";

    assertThat(find("Tell me more", before, GARDEN).passages())
        .extracting(Passage::title)
        .containsExactly("The kitchen › The light");
    assertThat(find("What is that?", before, GARDEN).passages())
        .extracting(Passage::title)
        .containsExactly("The kitchen › The light", "The garden", "The garden › The wood");
    assertThat(find("What is this page about?", before, GARDEN).passages())
        .extracting(Passage::title)
        .containsExactly("The garden", "The garden › The wood");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://owner.example/ordering", "http://localhost:4000/ordering/"})
  void aPageWhoseAddressIsAPathIsFoundOnAnyHost(String page) {
    assertThat(ask("What is this?", page).passages()).hasSize(1);
    assertThat(knowledge.hasPage(page)).isTrue();
  }

  @Test
  void filesOfOneAddressAreOnePage() {
    KnowledgeBase two =
        KnowledgeBase.of(List.of(page("One", KITCHEN, "a"), page("Two", KITCHEN + "#two", "b")));

    assertThat(two.find(new RetrievalQuery("What is this?", List.of(), KITCHEN), QUOTES).passages())
        .hasSize(2);
  }

  @Test
  void aPageIsFoundAtItsOtherAddressesToo() {
    KnowledgeBase moved =
        KnowledgeBase.of(
            List.of(
                new MarkdownFile(
                    "a.md", "---\nurl: /new/\naliases: [/old/, /older.html]\n---\nA lamp.")));

    assertThat(moved.hasPage("https://owner.example/old")).isTrue();
    assertThat(moved.hasPage("https://owner.example/older.html")).isTrue();
    assertThat(moved.hasPage("https://owner.example/oldest")).isFalse();
  }

  @Test
  void pagesThatOnlyTheirQueriesTellApartAreNotKnown() {
    KnowledgeBase two =
        KnowledgeBase.of(
            List.of(
                page("One", "https://owner.example/?p=1", "a"),
                page("Two", "https://owner.example/?p=2", "b")));

    assertThat(two.hasPage("https://owner.example/")).isFalse();
  }

  private RetrievalResult ask(String message, @Nullable String page) {
    return find(message, null, page);
  }

  private RetrievalResult find(String message, @Nullable String before, @Nullable String page) {
    return knowledge.find(
        new RetrievalQuery(
            message,
            before == null ? List.of() : List.of(new RetrievalQuery.Exchange(before, "Yes [1].")),
            page),
        QUOTES);
  }

  private static MarkdownFile page(String title, String url, String... sections) {
    return new MarkdownFile(
        title + ".md",
        "---\ntitle: %s\nurl: %s\n---\n%s".formatted(title, url, String.join("\n\n", sections)));
  }
}

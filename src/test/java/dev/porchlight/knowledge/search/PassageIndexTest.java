package dev.porchlight.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.content.Passage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Finding passages, whatever a visitor types. */
final class PassageIndexTest {

  private static final PassageIndex SEARCH =
      new PassageIndex(
          List.of(
              passage("Opening hours", "We are open on weekdays from nine to five."),
              passage("Prices", "A haircut costs thirty euros. Children pay less."),
              passage(
                  "Öffnungszeiten", "Der Laden öffnet werktags um neun Uhr. Straße: Hauptstraße."),
              passage("Tarifs et réservations", "Une réservation coûte dix euros à l’avance."),
              passage("营业时间", "我们的商店每天早上九点开门。周末休息。"),
              passage("予約", "予約は電話でお願いします。"),
              passage("Twin", "identical words"),
              passage("Twin", "identical words")));

  @ParameterizedTest
  @CsvSource({
    "When are you open?, Opening hours",
    "WHAT ARE YOUR OPENING HOURS???, Opening hours",
    "on wekdays, Opening hours",
    "What does a haircut cost, Prices",
    "the price of a haircutt, Prices",
    "Wann öffnet der Laden?, Öffnungszeiten",
    "offnungszeiten, Öffnungszeiten",
    "Combien coute une reservation?, Tarifs et réservations",
    "商店几点开门？, 营业时间",
    "予約したい, 予約",
    "+hours AND (-\"open\" OR [* TO *]~^2) \\ / ! {}, Opening hours",
  })
  void aQuestionFindsItsPassage(String question, String title) {
    List<ScoredPassage> hits = SEARCH.search(question, null, 3).anywhere();

    assertThat(hits).isNotEmpty();
    assertThat(hits.get(0).passage().title()).isEqualTo(title);
    assertThat(hits.get(0).fits()).isTrue();
  }

  static List<String> questionsAboutNothing() {
    return List.of(
        "",
        "   \n\t ",
        "what is it and who are you?",
        "+-&&||!(){}[]^\"~*?:\\/",
        "\uD83D\uDE00\uD83D\uDE00",
        "\uD800",
        "\u0000",
        "zzzz qqqq xxxx",
        "?".repeat(4_000),
        "x".repeat(4_000),
        "lorem".repeat(800),
        "天".repeat(4_000),
        String.join(" ", IntStream.range(0, 300).mapToObj(PassageIndexTest::gibberish).toList()),
        String.join(" ", IntStream.range(0, 800).mapToObj(i -> "q" + i).toList()));
  }

  @ParameterizedTest
  @MethodSource("questionsAboutNothing")
  void aQuestionAboutNothingFindsNothing(String question) {
    assertThat(SEARCH.search(question, null, 3).anywhere()).noneMatch(ScoredPassage::fits);
  }

  @Test
  void aLongStoryFindsWhatItIsAbout() {
    String story =
        "My sister is visiting with her two boys, and both of them badly want something done"
            + " about their hair before the wedding, so what does a haircut cost for children? "
            + "Nothing else matters. ".repeat(150);

    assertThat(SEARCH.search(story, null, 1).anywhere())
        .extracting(hit -> hit.passage().title())
        .containsExactly("Prices");
  }

  @Test
  void equalPassagesKeepTheOrderOfThePages() {
    List<ScoredPassage> hits = SEARCH.search("identical words", null, 5).anywhere();

    assertThat(hits).hasSize(2);
    assertThat(hits.get(0).score()).isEqualTo(hits.get(1).score());
    assertThat(hits.get(0).passage()).isNotSameAs(hits.get(1).passage());
    assertThat(SEARCH.search("identical words", null, 5).anywhere()).isEqualTo(hits);
  }

  @Test
  void noMoreAreFoundThanAsked() {
    assertThat(SEARCH.search("identical words, open prices", null, 1).anywhere()).hasSize(1);
  }

  @Test
  void manyThreadsMaySearchAtOnce() {
    List<ScoredPassage> alone = SEARCH.search("What does a haircut cost?", null, 3).anywhere();
    List<CompletableFuture<List<ScoredPassage>>> searches =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> SEARCH.search("What does a haircut cost?", null, 3).anywhere()))
            .toList();

    assertThat(searches).allSatisfy(search -> assertThat(search.join()).isEqualTo(alone));
  }

  private static String gibberish(int number) {
    return "wordlike" + (char) ('a' + number % 26) + (char) ('a' + number / 26);
  }

  private static Passage passage(String title, String text) {
    return new Passage(title, "", text, text);
  }
}

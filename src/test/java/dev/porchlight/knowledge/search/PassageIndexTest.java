package dev.porchlight.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Finding passages, whatever a visitor types. */
final class PassageIndexTest {

  private static final PassageIndex SEARCH =
      index(
          List.of(
              passage("Opening hours", "We are open on weekdays from nine to five."),
              passage("Prices", "A haircut costs thirty euros. Children pay less."),
              passage(
                  "Öffnungszeiten", "Der Laden öffnet werktags um neun Uhr. Straße: Hauptstraße."),
              passage("Tarifs et réservations", "Une réservation coûte dix euros à l’avance."),
              passage("营业时间", "我们的商店每天早上九点开门。周末休息。"),
              passage("予約", "予約は電話でお願いします。"),
              passage("Twin", "identical words red"),
              passage("Twin", "identical words blue")));

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
    List<ScoredPassage> hits = SEARCH.search(SearchText.of(question), null, 3).anywhere();

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
    assertThat(SEARCH.search(SearchText.of(question), null, 3).anywhere())
        .noneMatch(ScoredPassage::fits);
  }

  @Test
  void aLongStoryFindsWhatItIsAbout() {
    String story =
        "My sister is visiting with her two boys, and both of them badly want something done"
            + " about their hair before the wedding, so what does a haircut cost for children? "
            + "Nothing else matters. ".repeat(150);

    assertThat(SEARCH.search(SearchText.of(story), null, 1).anywhere())
        .extracting(hit -> hit.passage().title())
        .containsExactly("Prices");
  }

  @Test
  void equalPassagesKeepTheOrderOfThePages() {
    List<ScoredPassage> hits = SEARCH.search(SearchText.of("identical words"), null, 5).anywhere();

    assertThat(hits).hasSize(2);
    assertThat(hits.get(0).score()).isEqualTo(hits.get(1).score());
    assertThat(hits.get(0).passage()).isNotSameAs(hits.get(1).passage());
    assertThat(SEARCH.search(SearchText.of("identical words"), null, 5).anywhere()).isEqualTo(hits);
  }

  static List<Arguments> ofOtherLanguages() {
    return List.of(
        Arguments.of("de", "Preise", "Die Kurse kosten vierzig Euro.", "Was kostet ein Kurs?"),
        Arguments.of(
            "fr", "Visites", "Les ateliers sont ouverts aux visiteurs.", "visiteur d'un atelier"),
        Arguments.of("es", "Cursos", "Las clases empiezan los lunes.", "cuando empieza la clase"),
        Arguments.of("pt", "Aulas", "As lições são gratuitas.", "lição gratuita"),
        Arguments.of("it", "Corsi", "Le lezioni dell'estate sono gratuite.", "lezione d'estate"),
        Arguments.of("nl", "Prijzen", "De lessen kosten veertig euro.", "wat kost een les"),
        Arguments.of("sv", "Kurser", "Kurserna kostar fyrtio kronor.", "vad kostar en kurs"),
        Arguments.of("no", "Kurs", "Kursene koster førti kroner.", "hva koster et kurs"),
        Arguments.of("da", "Kurser", "Kurserne koster fyrre kroner.", "hvad koster et kursus"),
        Arguments.of("fi", "Kurssit", "Kurssit alkavat maanantaisin.", "kurssin"));
  }

  @ParameterizedTest
  @MethodSource("ofOtherLanguages")
  void theEndingsOfAPagesLanguageMakeNoDifference(
      String language, String title, String text, String question) {
    Page.Details details = new Page.Details("", List.of(), List.of(), "", language, null);
    PassageIndex index =
        index(
            List.of(
                new Page("a.md", title, "", details, List.of(new Passage(title, "", text, text))),
                passage("Lamps", "A lamp of brass for the evening.")));

    assertThat(index.search(SearchText.of(question), null, 2).anywhere())
        .first()
        .satisfies(hit -> assertThat(hit.passage().title()).isEqualTo(title))
        .satisfies(hit -> assertThat(hit.fits()).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "who is Sisyfus?, Sisyphus",
    "custom fiels, Fields",
    "ratelimiting, Rate limiting",
    "web socket, Websockets",
    "data base, Database"
  })
  void aWordThatIsTypedDifferentlyIsFound(String question, String title) {
    PassageIndex index =
        index(
            List.of(
                passage("Sisyphus", "He rolls a stone up the hill."),
                passage("Fields", "These are the custom field types."),
                passage("Rate limiting", "It allows ten requests."),
                passage("Websockets", "This is a channel."),
                passage("Database", "All is in the one file.")));

    assertThat(index.search(SearchText.of(question), null, 1).anywhere())
        .extracting(hit -> hit.passage().title())
        .containsExactly(title);
  }

  @Test
  void ofPassagesThatSayTheSameTheMostCurrentOneIsFound() {
    String text = "The lamp is filled with oil in the evening, before the visitors arrive at dusk";
    List<Page> versions =
        List.of(
            page("docs/v1/lamps.md", null, text + "."),
            page("archive/lamps.md", null, text + "!"),
            page("docs/lamps.md", null, text + ", always."),
            page("docs/v2/lamps.md", null, text + "; mind it."));

    assertThat(index(versions).search(SearchText.of("lamp oil"), null, 4).anywhere())
        .extracting(hit -> hit.passage().excerpt())
        .containsExactly("docs/lamps.md");
    List<Page> posts =
        List.of(
            page("new.md", LocalDate.of(2024, 1, 1), text + "."),
            page("old.md", LocalDate.of(2020, 1, 1), text + "."));
    assertThat(index(posts).search(SearchText.of("lamp oil"), null, 4).anywhere())
        .extracting(hit -> hit.passage().excerpt())
        .containsExactly("new.md");
  }

  @Test
  void ofACopyAndItsCanonicalPageTheCanonicalOneIsFound() {
    String text = "lamps filled with oil in the evening, before the visitors arrive at dusk";
    KnowledgeBase knowledge =
        KnowledgeBase.of(
            List.of(
                new MarkdownFile(
                    "a.md",
                    "---\nurl: https://ana.example/a/\ncanonical_url: https://ana.example/b/\n---\n"
                        + text),
                new MarkdownFile(
                    "b.md",
                    "---\nurl: https://ana.example/b/\ncanonical_url: https://ana.example/b\n---\n"
                        + text)));
    assertThat(
            knowledge
                .find(
                    new RetrievalQuery("lamp oil", List.of(), null),
                    new RetrievalLimits(4, 4, true))
                .passages())
        .extracting(Passage::url)
        .containsExactly("https://ana.example/b/");
  }

  @Test
  void whatSomethingIsStandsInItsPagesFirstPassage() {
    Page page =
        new Page(
            "brass.md",
            "Brass",
            "",
            Page.Details.NONE,
            List.of(
                new Passage("Brass", "", "An alloy, for lamps.", "first"),
                new Passage("Brass › In lamps", "", "Cast brass is best.", "second")));
    PassageIndex index = index(List.of(page));

    assertThat(index.search(SearchText.of("What is brass?"), null, 1).anywhere())
        .extracting(hit -> hit.passage().excerpt())
        .containsExactly("first");
  }

  @Test
  void theDescriptionAndTheTagsOfAPageAreSearched() {
    Page.Details details =
        new Page.Details("How we solder.", List.of("metalwork"), List.of(), "", "en", null);
    Passage passage = new Passage("Joints", "", "With flux.", "");
    PassageIndex index = index(List.of(new Page("a.md", "Joints", "", details, List.of(passage))));

    assertThat(index.search(SearchText.of("metalwork"), null, 1).anywhere()).hasSize(1);
    assertThat(index.search(SearchText.of("soldering"), null, 1).anywhere()).hasSize(1);
  }

  private static Page page(String path, @Nullable LocalDate date, String text) {
    Page.Details details = new Page.Details("", List.of(), List.of(), "", "en", date);
    return new Page(path, "Lamps", "", details, List.of(new Passage("Lamps", "", text, path)));
  }

  @Test
  void noMoreAreFoundThanAsked() {
    assertThat(SEARCH.search(SearchText.of("identical words, open prices"), null, 1).anywhere())
        .hasSize(1);
  }

  @Test
  void manyThreadsMaySearchAtOnce() {
    List<ScoredPassage> alone =
        SEARCH.search(SearchText.of("What does a haircut cost?"), null, 3).anywhere();
    List<CompletableFuture<List<ScoredPassage>>> searches =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            SEARCH
                                .search(SearchText.of("What does a haircut cost?"), null, 3)
                                .anywhere()))
            .toList();

    assertThat(searches).allSatisfy(search -> assertThat(search.join()).isEqualTo(alone));
  }

  private static String gibberish(int number) {
    return "wordlike" + (char) ('a' + number % 26) + (char) ('a' + number / 26);
  }

  private static Page passage(String title, String text) {
    Passage passage = new Passage(title, "", text, text);
    return new Page(title, title, "", Page.Details.NONE, List.of(passage));
  }

  private static PassageIndex index(List<Page> pages) {
    return new PassageIndex(pages, passage -> "");
  }
}

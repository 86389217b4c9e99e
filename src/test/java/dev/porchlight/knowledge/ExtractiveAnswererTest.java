package dev.porchlight.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.content.MarkdownFile;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.search.RetrievalQuery;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said where no model is configured. */
final class ExtractiveAnswererTest {

  private static final String NO_MODEL = "No model is configured, so I quote this site’s own pages";
  private static final String PERSONA = "---\nname: Ana’s site\ngreeting: Hello, visitor!\n---\n";
  private static final String LIST =
      "I can tell you about:\n\n- [Prices \\[2026\\]](<https://ana.example/prices>)\n- Studio";

  private final ExtractiveAnswerer extract =
      new ExtractiveAnswerer(
          KnowledgeBase.of(
              List.of(
                  new MarkdownFile("persona.md", PERSONA),
                  new MarkdownFile(
                      "prices.md",
                      """
                      ---
                      title: Prices [2026]
                      url: https://ana.example/prices
                      ---
                      ## Portraits

                      A portrait costs:

                      - 80 euros in the studio
                      - 120 euros at home

                      ```
                      book --portrait

                      now
                      ```
                      """),
                  new MarkdownFile("studio.md", "# Studio\n\nThe studio is in Porto."))));

  @Test
  void theFittingPassageIsQuotedWithItsTitleAndNumber() {
    ExtractiveAnswerer.Answer answer =
        extract.answer(RetrievalQuery.of("What does a portrait cost?"));

    assertThat(text(answer))
        .isEqualTo(
            NO_MODEL
                + """
                :

                **[Prices \\[2026\\] › Portraits](<https://ana.example/prices#portraits>)** [1]

                > A portrait costs:
                >
                > - 80 euros in the studio
                > - 120 euros at home
                >
                > ```
                > book --portrait
                >
                > now
                > ```""");
    assertThat(answer.sources())
        .extracting(Passage::url)
        .containsExactly("https://ana.example/prices#portraits");
  }

  @Test
  void whereNothingFitsItSaysSoAndListsThePages() {
    ExtractiveAnswerer.Answer answer =
        extract.answer(RetrievalQuery.of("What is the capital of Peru?"));

    assertThat(text(answer)).isEqualTo(NO_MODEL + ", and they say nothing about that.\n\n" + LIST);
    assertThat(answer.sources()).isEmpty();
  }

  @Test
  void whatIsNotAnsweredIsRefusedWithTheNearestPages() {
    ExtractiveAnswerer.Answer answer =
        extract.answer(
            RetrievalQuery.of("Do you repair the shutters of antique portrait cameras?"));

    assertThat(text(answer))
        .isEqualTo(
            NO_MODEL
                + ", and they say nothing about that.\n\nThe nearest pages are:\n\n"
                + "- [Prices \\[2026\\]](<https://ana.example/prices>)");
    assertThat(answer.sources()).isEmpty();
  }

  static List<Arguments> languages() {
    return List.of(
        Arguments.of("Was ist die Hauptstadt von Peru?", "Es ist kein Modell eingerichtet"),
        Arguments.of("Quelle est la capitale du Pérou ?", "Aucun modèle n’est configuré"),
        Arguments.of("¿Cuál es la capital del Perú?", "No hay ningún modelo configurado"),
        Arguments.of("Qual é a capital do Peru e onde fica?", "Nenhum modelo está configurado"),
        Arguments.of("秘鲁的首都是哪里？", "未配置模型"),
        Arguments.of("ペルーの首都はどこですか", "モデルが設定されていないため"),
        Arguments.of("ما هي عاصمة بيرو؟", "لم يُضبط أي نموذج"),
        Arguments.of("Vad är Perus huvudstad?", "No model is configured"));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void itAnswersInTheLanguageOfTheQuestion(String question, String beginning) {
    assertThat(text(extract.answer(RetrievalQuery.of(question)))).startsWith(beginning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hi", "Hello!", "Hey there 👋", "good morning, Ana's site", "HOLA"})
  void aGreetingIsReturned(String greeting) {
    assertThat(text(extract.answer(RetrievalQuery.of(greeting))))
        .isEqualTo("Hello, visitor!\n\n" + LIST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Thanks!", "thank you", "ok, thanks :)", "Merci"})
  void thanksAreTaken(String thanks) {
    assertThat(text(extract.answer(RetrievalQuery.of(thanks)))).startsWith("You’re welcome!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"who are you?", "What's your name?", "are you a bot"})
  void itSaysWhoItIs(String question) {
    assertThat(text(extract.answer(RetrievalQuery.of(question))))
        .isEqualTo("I am the chatbot of Ana’s site. " + NO_MODEL + ".\n\n" + LIST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "What can you do?", "what is it?", "???", ""})
  void whoeverAsksNothingInParticularLearnsWhatCanBeAsked(String question) {
    assertThat(text(extract.answer(RetrievalQuery.of(question))))
        .isEqualTo(NO_MODEL + ".\n\n" + LIST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"What is this?", "What does it cost?", "Tell me more"})
  void whatPointsAtThePageIsQuotedFromIt(String question) {
    RetrievalQuery query = new RetrievalQuery(question, List.of(), "https://ana.example/prices/");

    assertThat(extract.answer(query).sources())
        .extracting(Passage::url)
        .containsExactly("https://ana.example/prices#portraits");
    assertThat(extract.quote(query, ExtractiveAnswerer.Why.BUSY)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hi", "thanks", "who are you?", "What can you do?", "Where is Peru?"})
  void whatDoesNotIsAnsweredAsOnAnyOtherPage(String question) {
    assertThat(
            extract.answer(new RetrievalQuery(question, List.of(), "https://ana.example/prices/")))
        .isEqualTo(extract.answer(RetrievalQuery.of(question)));
  }

  @Test
  void aGreetingBeforeAQuestionDoesNotHideIt() {
    assertThat(extract.answer(RetrievalQuery.of("Hi! Where is the studio?")).sources()).hasSize(1);
  }

  @Test
  void thePiecesAreAFewWordsEach() {
    List<String> pieces = extract.answer(RetrievalQuery.of("What does a portrait cost?")).pieces();

    assertThat(pieces).hasSizeGreaterThan(12);
    assertThat(pieces).allSatisfy(piece -> assertThat(piece).isNotEmpty().hasSizeLessThan(80));
  }

  @Test
  void theAnswerIsBoundedWhateverThePagesHold() {
    String code = "```\n" + "portrait portrait\n".repeat(20_000) + "```\n";
    List<MarkdownFile> files =
        IntStream.range(0, 100)
            .mapToObj(i -> new MarkdownFile(i + ".md", "# Page " + i + "\n\n" + code))
            .toList();
    ExtractiveAnswerer large = new ExtractiveAnswerer(KnowledgeBase.of(files));

    assertThat(text(large.answer(RetrievalQuery.of("portrait")))).hasSizeLessThan(8_000);
    assertThat(text(large.answer(RetrievalQuery.of("Peru"))))
        .hasSizeLessThan(4_000)
        .endsWith("- … and 88 more");
  }

  @Test
  void aTextWithoutSpacesComesInPiecesThatCutNoCharacter() {
    String words = "写真館".repeat(100) + "\uD83D\uDCF7".repeat(100);
    ExtractiveAnswerer japanese =
        new ExtractiveAnswerer(
            KnowledgeBase.of(List.of(new MarkdownFile("a.md", "# 写真館\n\n" + words))));

    ExtractiveAnswerer.Answer answer = japanese.answer(RetrievalQuery.of("写真館"));

    assertThat(text(answer)).endsWith("> " + words);
    assertThat(answer.pieces())
        .noneMatch(piece -> Character.isLowSurrogate(piece.charAt(0)))
        .allSatisfy(piece -> assertThat(piece.codePointCount(0, piece.length())).isLessThan(80));
  }

  private static String text(ExtractiveAnswerer.Answer answer) {
    return String.join("", answer.pieces());
  }
}

package dev.porchlight.knowledge;

import dev.porchlight.knowledge.content.MarkdownText;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.knowledge.search.SmallTalk;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers without a model: it quotes the owner's pages, and says so. Safe for use by any thread.
 */
public final class ExtractiveAnswerer {

  private static final RetrievalLimits QUOTES = new RetrievalLimits(3, 3, true);
  private static final RetrievalLimits NEAREST = new RetrievalLimits(8, 8, false);
  private static final int MAX_QUOTE_CHARS = 2_400;
  private static final int MAX_NEAREST_PAGES = 3;
  private static final int MAX_LISTED_PAGES = 12;

  /** Three words, or a few characters of a script without spaces. Every text is made of these. */
  private static final Pattern PIECE =
      Pattern.compile("(?:\\S{1,24}\\s{0,24}){1,3}|\\s{1,24}", Pattern.UNICODE_CHARACTER_CLASS);

  private final KnowledgeBase knowledge;

  public ExtractiveAnswerer(KnowledgeBase knowledge) {
    this.knowledge = knowledge;
  }

  /**
   * What to say.
   *
   * @param pieces a few words each; joined as they are, they make the Markdown
   * @param sources the passages quoted, numbered from 1 in this order
   */
  public record Answer(List<String> pieces, List<Passage> sources) {

    public Answer {
      pieces = List.copyOf(pieces);
      sources = List.copyOf(sources);
    }
  }

  /** Why no model answers. */
  public enum Why {
    NO_MODEL("no-model"),
    BUDGET_SPENT("budget"),
    BUSY("busy"),
    UNAVAILABLE("unavailable");

    private final String text;

    Why(String text) {
      this.text = text;
    }
  }

  /** Answers at once; never empty, and bounded whatever the pages hold. */
  public Answer answer(RetrievalQuery query) {
    Answer direct = direct(query);
    return direct == null ? nearest(query, List.of()) : direct;
  }

  /** A quotation, or a reply to what asks for nothing; null where no passage concerns it. */
  public @Nullable Answer direct(RetrievalQuery query) {
    SmallTalk smallTalk = SmallTalk.in(query.message(), knowledge.persona().name());
    if (smallTalk == null) {
      Answer quoted = quote(query, Why.NO_MODEL);
      if (quoted != null || knowledge.isAboutSomething(query.message())) {
        return quoted;
      }
    }
    String language = knowledge.languageOf(query.message());
    AnswerTexts texts = new AnswerTexts(language);
    String text =
        smallTalk == null
            ? texts.text(Why.NO_MODEL.text) + ".\n\n" + whatItCanTell(texts)
            : reply(smallTalk, language, texts);
    return new Answer(pieces(text), List.of());
  }

  /**
   * Says that nothing can be quoted, and names the nearest pages.
   *
   * @param byMeaning the passages nearest to the question, in any number of rankings
   */
  public Answer nearest(RetrievalQuery query, List<List<Passage>> byMeaning) {
    AnswerTexts texts = new AnswerTexts(knowledge.languageOf(query.message()));
    return new Answer(pieces(nothingFits(query, byMeaning, texts)), List.of());
  }

  /**
   * Quotes the passages that concern a question.
   *
   * @param why they are quoted
   * @return null where none does
   */
  public @Nullable Answer quote(RetrievalQuery query, Why why) {
    List<Passage> passages = knowledge.find(query, QUOTES).passages();
    if (passages.isEmpty()) {
      return null;
    }
    String lead = new AnswerTexts(knowledge.languageOf(query.message())).text(why.text);
    return new Answer(pieces(quotes(lead, passages)), passages);
  }

  private String reply(SmallTalk smallTalk, String language, AnswerTexts texts) {
    return switch (smallTalk) {
      case GREETING -> knowledge.persona().greetingIn(language) + "\n\n" + whatItCanTell(texts);
      case THANKS -> texts.text("thanks");
      case FAREWELL -> texts.text("farewell");
      case WHO_ARE_YOU ->
          "%s %s.\n\n%s"
              .formatted(
                  texts.text("who", MarkdownText.escaped(knowledge.persona().name())),
                  texts.text(Why.NO_MODEL.text),
                  whatItCanTell(texts));
      case HELP -> texts.text(Why.NO_MODEL.text) + ".\n\n" + whatItCanTell(texts);
    };
  }

  private String nothingFits(
      RetrievalQuery query, List<List<Passage>> byMeaning, AnswerTexts texts) {
    String noModel = texts.text(Why.NO_MODEL.text);
    List<Page> nearest =
        knowledge
            .pagesOf(knowledge.fused(knowledge.find(query, NEAREST), byMeaning, NEAREST).passages())
            .stream()
            .limit(MAX_NEAREST_PAGES)
            .toList();
    String pages =
        nearest.isEmpty() ? whatItCanTell(texts) : texts.text("nearest") + "\n" + listOf(nearest);
    String nothing = byMeaning.isEmpty() ? "nothing" : "nothing-outright";
    return texts.text(nothing, noModel) + "\n\n" + pages;
  }

  /** Of many pages those that the site's addresses hold highest. */
  private String whatItCanTell(AnswerTexts texts) {
    List<Page> pages =
        knowledge.pages().stream()
            .filter(page -> !page.passages().isEmpty())
            .sorted(Comparator.comparingLong(ExtractiveAnswerer::depth))
            .toList();
    if (pages.isEmpty()) {
      return texts.text("no-pages");
    }
    int more = pages.size() - MAX_LISTED_PAGES;
    List<Page> first = pages.stream().limit(MAX_LISTED_PAGES).toList();
    return texts.text("pages")
        + "\n"
        + listOf(first)
        + (more > 0 ? "\n- " + texts.text("more", more) : "");
  }

  private static long depth(Page page) {
    String path = page.path().replaceFirst("(?:_?index|readme)\\.[a-z]+$", "");
    return path.chars().filter(c -> c == '/').count();
  }

  private static String listOf(List<Page> pages) {
    return pages.stream().map(page -> "\n- " + link(page)).collect(Collectors.joining());
  }

  private static String quotes(String lead, List<Passage> passages) {
    StringBuilder text = new StringBuilder(lead).append(':');
    for (int i = 0; i < passages.size(); i++) {
      Passage passage = passages.get(i);
      text.append("\n\n**%s** [%d]\n\n".formatted(link(passage.title(), passage.url()), i + 1));
      text.append(MarkdownText.quoted(shownOf(passage)));
    }
    return text.toString();
  }

  private static String shownOf(Passage passage) {
    return passage.text().length() <= MAX_QUOTE_CHARS
        ? passage.text()
        : MarkdownText.escaped(passage.excerpt());
  }

  private static String link(Page page) {
    return link(page.title(), page.url());
  }

  private static String link(String title, String url) {
    return url.isEmpty()
        ? MarkdownText.escaped(title)
        : "[%s](<%s>)".formatted(MarkdownText.escaped(title), url.replaceAll("[<>]", ""));
  }

  private static List<String> pieces(String text) {
    return PIECE.matcher(text).results().map(match -> match.group()).toList();
  }
}

package dev.porchlight.knowledge;

import dev.porchlight.knowledge.content.MarkdownText;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.knowledge.search.SmallTalk;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers without a model: it quotes the owner's pages, and says so. Safe for use by any thread.
 */
public final class ExtractiveAnswerer {

  private static final RetrievalLimits QUOTES = new RetrievalLimits(3, 3, true);
  private static final int MAX_QUOTE_CHARS = 2_400;
  private static final int MAX_LISTED_PAGES = 12;
  private static final String NO_MODEL = "No model is configured, so I quote this site’s own pages";

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

  /** Answers at once; never empty, and bounded whatever the pages hold. */
  public Answer answer(RetrievalQuery query) {
    SmallTalk smallTalk = SmallTalk.in(query.message(), knowledge.persona().name());
    Answer quoted = smallTalk == null ? quote(query, NO_MODEL) : null;
    if (quoted != null) {
      return quoted;
    }
    String text = smallTalk == null ? nothingFits(query.message()) : reply(smallTalk);
    return new Answer(pieces(text), List.of());
  }

  /**
   * Quotes the passages that concern a question.
   *
   * @param lead why they are quoted; the beginning of a sentence
   * @return null where none does
   */
  public @Nullable Answer quote(RetrievalQuery query, String lead) {
    List<Passage> passages = knowledge.find(query, QUOTES).passages();
    return passages.isEmpty() ? null : new Answer(pieces(quotes(lead, passages)), passages);
  }

  private String reply(SmallTalk smallTalk) {
    return switch (smallTalk) {
      case GREETING -> knowledge.persona().greeting() + "\n\n" + whatItCanTell();
      case THANKS -> "You’re welcome! Ask me anything else about this site.";
      case FAREWELL -> "Goodbye! Come back whenever you have a question.";
      case WHO_ARE_YOU ->
          "I am the chatbot of %s. %s.\n\n%s"
              .formatted(
                  MarkdownText.escaped(knowledge.persona().name()), NO_MODEL, whatItCanTell());
      case HELP -> NO_MODEL + ".\n\n" + whatItCanTell();
    };
  }

  private String nothingFits(String question) {
    return !knowledge.isAboutSomething(question)
        ? reply(SmallTalk.HELP)
        : NO_MODEL + ", and they say nothing about that.\n\n" + whatItCanTell();
  }

  private String whatItCanTell() {
    List<Page> pages =
        knowledge.pages().stream().filter(page -> !page.passages().isEmpty()).toList();
    if (pages.isEmpty()) {
      return "There are no pages here yet.";
    }
    StringBuilder list = new StringBuilder("I can tell you about:\n");
    pages.stream().limit(MAX_LISTED_PAGES).forEach(page -> list.append("\n- ").append(link(page)));
    int more = pages.size() - MAX_LISTED_PAGES;
    return list.append(more > 0 ? "\n- … and " + more + " more" : "").toString();
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

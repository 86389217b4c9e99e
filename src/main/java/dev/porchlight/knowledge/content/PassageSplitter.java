package dev.porchlight.knowledge.content;

import dev.porchlight.knowledge.content.generator.HeadingSlugs;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.node.ThematicBreak;

/**
 * Cuts one Markdown page into passages: at its headings of the first three levels, and a long
 * section between its blocks. A code block or a list is never cut, and a line that ends in a colon
 * stays with what it announces. Used by one thread, once.
 */
final class PassageSplitter {

  static final int MAX_PASSAGE_CHARS = 1600;
  static final int MAX_EXCERPT_CHARS = 240;
  private static final int DEEPEST_HEADING = 3;
  private static final Pattern HEADING_ID = Pattern.compile("(.*?)\\s*\\{#([\\w-]+)[^{}]*\\}\\s*");
  private static final Pattern HTML_TAG = Pattern.compile("<[^<>]*>");

  private final String title;
  private final String url;
  private final HeadingSlugs slugs;
  private final String[] headings = new String[DEEPEST_HEADING + 1];
  private final List<Passage> passages = new ArrayList<>();
  private final List<Piece> section = new ArrayList<>();
  private String fragment = "";

  /**
   * A block of a section.
   *
   * @param announces whether it belongs to the block below it: a heading of a deeper level, or a
   *     line that ends in a colon
   */
  private record Piece(String markdown, String words, boolean isHeading, boolean announces) {}

  /**
   * @param slugs makes the fragments of the page's headings
   */
  PassageSplitter(String title, String url, HeadingSlugs slugs) {
    this.title = title;
    this.url = url;
    this.slugs = slugs;
  }

  List<Passage> split(Node document) {
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      if (block instanceof Heading heading && heading.getLevel() <= DEEPEST_HEADING) {
        closeSection();
        open(heading);
      } else if (!(block instanceof ThematicBreak)) {
        add(block);
      }
    }
    closeSection();
    return passages;
  }

  /** A heading without the id that the owner gave it. */
  static String wordsOf(Heading heading) {
    String text = PlainText.of(heading);
    Matcher withId = HEADING_ID.matcher(text);
    return withId.matches() ? withId.group(1) : text;
  }

  private void open(Heading heading) {
    Matcher withId = HEADING_ID.matcher(PlainText.of(heading));
    String words = wordsOf(heading);
    fragment = "#" + (withId.matches() ? withId.group(2) : slugs.next(words));
    boolean isTitle = heading.getLevel() == 1 && words.equals(title);
    if (isTitle || words.isEmpty()) {
      fragment = "";
    }
    headings[heading.getLevel()] = isTitle ? "" : words;
    for (int deeper = heading.getLevel() + 1; deeper <= DEEPEST_HEADING; deeper++) {
      headings[deeper] = "";
    }
  }

  private void add(Node block) {
    boolean isHeading = block instanceof Heading;
    String words = block instanceof HtmlBlock html ? textOf(html) : PlainText.of(block);
    if (isHeading) {
      slugs.next(words);
    }
    String markdown = block instanceof HtmlBlock ? words : MarkdownText.render(block);
    if (!markdown.isEmpty() && !(isHeading && words.isEmpty())) {
      section.add(new Piece(markdown, words, isHeading, isHeading || words.endsWith(":")));
    }
  }

  private static String textOf(HtmlBlock html) {
    return HTML_TAG.matcher(html.getLiteral()).replaceAll(" ").strip();
  }

  private void closeSection() {
    while (!section.isEmpty() && section.get(section.size() - 1).isHeading) {
      section.remove(section.size() - 1);
    }
    List<Piece> passage = new ArrayList<>();
    int length = 0;
    for (Piece piece : section) {
      if (length > 0 && length + piece.markdown.length() > MAX_PASSAGE_CHARS) {
        List<Piece> announcing = lastAnnouncing(passage);
        close(passage.subList(0, passage.size() - announcing.size()));
        passage = announcing;
        length = passage.stream().mapToInt(each -> each.markdown.length()).sum();
      }
      passage.add(piece);
      length += piece.markdown.length();
    }
    close(passage);
    section.clear();
  }

  /** What stands at the end of a passage and announces the next; none where that is all of it. */
  private static List<Piece> lastAnnouncing(List<Piece> passage) {
    int first = passage.size();
    while (first > 0 && passage.get(first - 1).announces) {
      first--;
    }
    return new ArrayList<>(first == 0 ? List.of() : passage.subList(first, passage.size()));
  }

  private void close(List<Piece> passage) {
    StringJoiner markdown = new StringJoiner("\n\n");
    StringJoiner words = new StringJoiner(" ");
    for (Piece piece : passage) {
      markdown.add(piece.markdown);
      words.add(piece.words);
    }
    if (!words.toString().isBlank()) {
      String address = url.isEmpty() ? "" : url + fragment;
      String excerpt = PlainText.excerpt(words.toString().strip(), MAX_EXCERPT_CHARS);
      passages.add(new Passage(passageTitle(), address, markdown.toString(), excerpt));
    }
  }

  private String passageTitle() {
    StringJoiner path = new StringJoiner(" › ").add(title);
    for (String heading : headings) {
      if (heading != null && !heading.isEmpty()) {
        path.add(heading);
      }
    }
    return PlainText.excerpt(path.toString(), Page.MAX_TITLE_CHARS);
  }
}

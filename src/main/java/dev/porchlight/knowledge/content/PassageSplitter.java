package dev.porchlight.knowledge.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.ThematicBreak;

/**
 * Cuts one Markdown page into passages: at its headings of the first three levels, and a long
 * section between its blocks. A code block or a list is never cut. Used by one thread, once.
 */
public final class PassageSplitter {

  static final int MAX_PASSAGE_CHARS = 1600;
  static final int MAX_EXCERPT_CHARS = 240;
  private static final int MAX_TITLE_CHARS = 160;
  private static final int DEEPEST_HEADING = 3;
  private static final Pattern ADDRESS = Pattern.compile("(https?://[^\\s/]+|/(?!/))\\S*");

  private final String title;
  private final String url;
  private final HeadingSlugs slugs = new HeadingSlugs();
  private final String[] headings = new String[DEEPEST_HEADING + 1];
  private final List<Passage> passages = new ArrayList<>();
  private String fragment = "";
  private final StringBuilder plain = new StringBuilder();
  private final StringBuilder markdown = new StringBuilder();

  private PassageSplitter(String title, String url) {
    this.title = title;
    this.url = url;
  }

  /**
   * Reads a page and splits it into its passages.
   *
   * @throws ContentException if the front matter is malformed
   */
  public static Page read(MarkdownFile file) {
    FrontMatter frontMatter = FrontMatter.of(file);
    Node document = MarkdownText.parse(frontMatter.body());
    String url = address(file, frontMatter.one("url", ""));
    String title = frontMatter.one("title", titleIn(document, file));
    document.accept(new LinkResolver(url));
    PassageSplitter reader = new PassageSplitter(PlainText.excerpt(title, MAX_TITLE_CHARS), url);
    reader.readBlocks(document);
    return new Page(reader.title, url, reader.passages);
  }

  private static String address(MarkdownFile file, String given) {
    if (!given.isEmpty() && !ADDRESS.matcher(given).matches()) {
      throw new ContentException(
          file.path() + ": \"url\" takes an address that starts with https://, http:// or /.");
    }
    return given.replaceFirst("#.*", "");
  }

  private static String titleIn(Node document, MarkdownFile file) {
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      if (block instanceof Heading heading && heading.getLevel() == 1) {
        return PlainText.of(heading);
      }
    }
    String name = file.path().replaceFirst(".*/", "").replaceFirst("(?i)\\.md$", "");
    String words = name.replaceAll("[-_]+", " ").strip();
    return words.isEmpty()
        ? name
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private void readBlocks(Node document) {
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      if (block instanceof Heading heading && heading.getLevel() <= DEEPEST_HEADING) {
        closePassage();
        open(heading);
      } else if (!(block instanceof ThematicBreak)) {
        add(block);
      }
    }
    closePassage();
  }

  private void open(Heading heading) {
    String words = PlainText.of(heading);
    fragment = "#" + slugs.next(words);
    boolean isTitle = heading.getLevel() == 1 && words.equals(title);
    if (isTitle) {
      fragment = "";
    }
    headings[heading.getLevel()] = isTitle ? "" : words;
    for (int deeper = heading.getLevel() + 1; deeper <= DEEPEST_HEADING; deeper++) {
      headings[deeper] = "";
    }
  }

  private void add(Node block) {
    String rendered = MarkdownText.render(block);
    if (!markdown.isEmpty() && markdown.length() + rendered.length() > MAX_PASSAGE_CHARS) {
      closePassage();
    }
    markdown.append(markdown.isEmpty() ? "" : "\n\n").append(rendered);
    plain.append(PlainText.of(block)).append(' ');
  }

  private void closePassage() {
    String words = plain.toString().strip();
    if (!words.isEmpty()) {
      String address = url.isEmpty() ? "" : url + fragment;
      String excerpt = PlainText.excerpt(words, MAX_EXCERPT_CHARS);
      passages.add(new Passage(passageTitle(), address, markdown.toString(), excerpt));
    }
    markdown.setLength(0);
    plain.setLength(0);
  }

  private String passageTitle() {
    StringJoiner path = new StringJoiner(" › ").add(title);
    for (String heading : headings) {
      if (heading != null && !heading.isEmpty()) {
        path.add(heading);
      }
    }
    return PlainText.excerpt(path.toString(), MAX_TITLE_CHARS);
  }
}

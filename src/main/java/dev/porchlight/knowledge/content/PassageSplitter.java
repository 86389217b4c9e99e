package dev.porchlight.knowledge.content;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
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

  /** A path such as {@code about/}, without a scheme and without what a generator would replace. */
  private static final Pattern RELATIVE = Pattern.compile("[\\w.~%-][\\w./~%-]*");

  private static final Pattern HEADING_ID = Pattern.compile("(.*?)\\s*\\{#([\\w-]+)[^{}]*\\}\\s*");

  /** The file that stands for its folder, whose name says more. */
  private static final Pattern INDEX =
      Pattern.compile("(?i)(?<=[^/])/_?(?:index|readme)\\.[a-z]+$");

  private static final Pattern HTML_TAG = Pattern.compile("<[^<>]*>");

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
   * @param today a page of a later date is not public yet
   */
  public static PageResult read(MarkdownFile file, LocalDate today) {
    FrontMatter frontMatter = FrontMatter.of(file);
    String leftOutAs = PageStatus.leftOutAs(frontMatter, today);
    if (leftOutAs != null) {
      return new PageResult(null, leftOutAs, frontMatter.warnings());
    }
    List<String> warnings = new ArrayList<>();
    Node document = MarkdownText.parse(MarkupCleaner.clean(frontMatter.body()));
    String url = address(file, frontMatter, warnings);
    String given = frontMatter.one("title");
    String title = given == null ? titleIn(document, file) : given;
    document.accept(new LinkResolver(url));
    PassageSplitter reader = new PassageSplitter(PlainText.excerpt(title, MAX_TITLE_CHARS), url);
    reader.readBlocks(document);
    warnings.addAll(frontMatter.warnings());
    return new PageResult(new Page(reader.title, url, reader.passages), null, warnings);
  }

  /** A relative address is one under the site's root. */
  private static String address(MarkdownFile file, FrontMatter frontMatter, List<String> warnings) {
    String url = frontMatter.one("url");
    String given = url == null ? frontMatter.one("permalink", "") : url;
    boolean isRelative = RELATIVE.matcher(given).matches();
    if (!given.isEmpty() && !isRelative && !ADDRESS.matcher(given).matches()) {
      warnings.add(
          file.path()
              + ": \"url\" takes an address that starts with https://, http:// or /, or a path.");
      return "";
    }
    return (isRelative ? "/" + given : given).replaceFirst("#.*", "");
  }

  private static String titleIn(Node document, MarkdownFile file) {
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      if (block instanceof Heading heading && heading.getLevel() == 1) {
        return PlainText.of(heading);
      }
    }
    String path = INDEX.matcher(file.path()).replaceFirst("");
    String name = path.replaceFirst(".*/", "").replaceFirst("\\.[A-Za-z]+$", "");
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
    String text = PlainText.of(heading);
    Matcher withId = HEADING_ID.matcher(text);
    String words = withId.matches() ? withId.group(1) : text;
    fragment = "#" + (withId.matches() ? withId.group(2) : slugs.next(words));
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
    if (block instanceof HtmlBlock html) {
      add(textOf(html), textOf(html));
    } else {
      add(MarkdownText.render(block), PlainText.of(block));
    }
  }

  private static String textOf(HtmlBlock html) {
    return HTML_TAG.matcher(html.getLiteral()).replaceAll(" ").strip();
  }

  private void add(String rendered, String words) {
    if (rendered.isEmpty()) {
      return;
    }
    if (!markdown.isEmpty() && markdown.length() + rendered.length() > MAX_PASSAGE_CHARS) {
      closePassage();
    }
    markdown.append(markdown.isEmpty() ? "" : "\n\n").append(rendered);
    plain.append(words).append(' ');
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

package dev.porchlight.knowledge.content;

import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.commonmark.node.BulletList;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/**
 * Reads {@code faq.md}: each heading below the first level is a question, and the text below it the
 * owner's answer. A list of questions directly below a heading is further wordings of it.
 */
public final class FaqParser {

  public static final String PATH = "faq.md";
  private static final int MAX_EXCERPT_CHARS = 240;

  private final List<FaqEntry> entries = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final String url;

  private FaqParser(String url) {
    this.url = url;
  }

  /**
   * What was read.
   *
   * @param warnings what is wrong with it, a sentence each
   */
  public record Faq(List<FaqEntry> entries, List<String> warnings) {

    public static final Faq NONE = new Faq(List.of(), List.of());

    public Faq {
      entries = List.copyOf(entries);
      warnings = List.copyOf(warnings);
    }
  }

  /** Reads the file; an entry without an answer is left out with a warning. */
  public static Faq read(MarkdownFile file, SiteLayout layout) {
    FrontMatter frontMatter = FrontMatter.of(file);
    String url = addressOf(file, frontMatter, layout);
    Node document = MarkdownText.parse(MarkupCleaner.clean(frontMatter.body(), "md"));
    document.accept(new LinkResolver(file.path(), url, Map.of(), layout));
    FaqParser parser = new FaqParser(url);
    parser.warnings.addAll(frontMatter.warnings());
    parser.readEntries(document, layout);
    return new Faq(parser.entries, parser.warnings);
  }

  /**
   * The page's address, where the front matter names one: the file need not be a page of the site.
   */
  static String addressOf(MarkdownFile file, FrontMatter frontMatter, SiteLayout layout) {
    return frontMatter.one("url") == null && frontMatter.one("permalink") == null
        ? ""
        : layout.addressOf(file.path(), frontMatter);
  }

  private void readEntries(Node document, SiteLayout layout) {
    var slugs = layout.headingSlugs();
    Node block = document.getFirstChild();
    while (block != null) {
      Node next = block.getNext();
      if (block instanceof Heading heading) {
        String question = PassageSplitter.wordsOf(heading);
        String fragment = slugs.next(question);
        if (heading.getLevel() > 1 && !question.isEmpty()) {
          List<Node> below = blocksBelow(heading);
          add(question, fragment, below);
          next = below.isEmpty() ? next : below.get(below.size() - 1).getNext();
        }
      }
      block = next;
    }
  }

  private static List<Node> blocksBelow(Heading heading) {
    List<Node> blocks = new ArrayList<>();
    Node block = heading.getNext();
    while (block != null && !(block instanceof Heading)) {
      blocks.add(block);
      block = block.getNext();
    }
    return blocks;
  }

  private void add(String question, String fragment, List<Node> below) {
    List<String> wordings = new ArrayList<>(List.of(question));
    List<Node> answer = below;
    if (!below.isEmpty() && below.get(0) instanceof BulletList list && isOfQuestions(list)) {
      wordings.addAll(itemsOf(list));
      answer = below.subList(1, below.size());
    }
    String text = String.join("\n\n", answer.stream().map(MarkdownText::render).toList());
    if (text.isBlank()) {
      warnings.add(
          "%s: the question \"%s\" has no answer; it is left out.".formatted(PATH, question));
      return;
    }
    String words = String.join(" ", answer.stream().map(PlainText::of).toList());
    String address = url.isEmpty() ? "" : url + "#" + fragment;
    String excerpt = PlainText.excerpt(words, MAX_EXCERPT_CHARS);
    entries.add(new FaqEntry(wordings, text, new Passage(question, address, text, excerpt)));
  }

  /** Whether it gives further wordings of the question that it stands below. */
  static boolean isOfQuestions(BulletList list) {
    return itemsOf(list).stream().allMatch(item -> item.endsWith("?") || item.endsWith("？"));
  }

  private static List<String> itemsOf(BulletList list) {
    List<String> items = new ArrayList<>();
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      items.add(PlainText.of(item));
    }
    return items;
  }
}

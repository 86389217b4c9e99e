package dev.porchlight.knowledge.content;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.ThematicBreak;
import org.commonmark.renderer.markdown.MarkdownRenderer;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/**
 * Converts the content of an HTML page to Markdown: builds the Markdown's nodes, and renders them.
 * Images are their alternative text. Used by one thread, once.
 */
final class HtmlToMarkdown {

  private static final MarkdownRenderer RENDERER =
      MarkdownRenderer.builder().extensions(List.of(TablesExtension.create())).build();

  private static final Pattern HEADING = Pattern.compile("h([1-6])");
  private static final Pattern ID = Pattern.compile("[\\w-]{1,100}");
  private static final Pattern LANGUAGE =
      Pattern.compile(
          "(?:^|\\s)(?:lang(?:uage)?-|highlight-source-|highlight-(?!light\\b|dark\\b)|brush:\\s*)"
              + "([\\w+#.-]+)");

  private final HtmlBlocks blocks;

  private HtmlToMarkdown(HtmlBlocks blocks) {
    this.blocks = blocks;
  }

  /** The Markdown, without an empty line at its ends. */
  static String convert(Element content) {
    Document document = new Document();
    new HtmlToMarkdown(HtmlBlocks.in(content)).appendChildren(content, document);
    return RENDERER.render(document).strip();
  }

  /** Appends what an element holds; text between its blocks is paragraphs. */
  void appendChildren(Element element, Node parent) {
    InlineText run = new InlineText(new Paragraph());
    for (org.jsoup.nodes.Node child : element.childNodes()) {
      if (child instanceof Element inner && blocks.isBlockOrHoldsOne(inner)) {
        run = closed(run, parent);
        appendBlock(inner, parent);
      } else if (isBreakAfterBreak(child, run)) {
        run = closed(run, parent);
      } else {
        run.append(child);
      }
    }
    closed(run, parent);
  }

  private static boolean isBreakAfterBreak(org.jsoup.nodes.Node child, InlineText run) {
    return child.normalName().equals("br") && run.endsWithBreak();
  }

  private static InlineText closed(InlineText run, Node parent) {
    if (run.close()) {
      parent.appendChild(run.root());
    }
    return new InlineText(new Paragraph());
  }

  private void appendBlock(Element element, Node parent) {
    String name = element.normalName();
    Matcher heading = HEADING.matcher(name);
    if (heading.matches()) {
      appendHeading(element, Integer.parseInt(heading.group(1)), parent);
      return;
    }
    switch (name) {
      case "pre" -> appendCode(element, parent);
      case "ul", "menu", "dir" -> appendList(element, bullets(parent), parent);
      case "ol" -> appendList(element, numbers(element, parent), parent);
      case "blockquote" -> appendUnlessEmpty(element, new BlockQuote(), parent);
      case "dt", "summary", "legend" -> appendTerm(element, parent);
      case "table" -> appendTable(element, parent);
      case "hr" -> parent.appendChild(new ThematicBreak());
      case "a" -> appendLinkedBlocks(element, parent);
      default -> appendChildren(element, parent);
    }
  }

  private void appendHeading(Element element, int level, Node parent) {
    Heading heading = new Heading();
    heading.setLevel(level);
    InlineText words = new InlineText(heading).onOneLine().withoutLinksToItself();
    words.appendChildren(element);
    if (words.close()) {
      String id = idOf(element);
      if (!id.isEmpty()) {
        heading.appendChild(unescaped(" {#" + id + "}"));
      }
      parent.appendChild(heading);
    }
  }

  private static Node unescaped(String markdown) {
    HtmlInline inline = new HtmlInline();
    inline.setLiteral(markdown);
    return inline;
  }

  /** The fragment that leads to a heading: its own, or that of the section that it opens. */
  private static String idOf(Element heading) {
    Element parent = heading.parent();
    Element anchor = heading.selectFirst("a[id], a[name], span[id]");
    String id = heading.id();
    if (id.isEmpty() && anchor != null) {
      id = anchor.id().isEmpty() ? anchor.attr("name") : anchor.id();
    }
    if (id.isEmpty() && parent != null && heading.equals(parent.firstElementChild())) {
      id = parent.normalName().equals("section") ? parent.id() : "";
    }
    return ID.matcher(id).matches() ? id : "";
  }

  private static void appendCode(Element element, Node parent) {
    element.select("br").forEach(line -> line.replaceWith(new TextNode("\n")));
    String code = element.wholeText().replace("\r", "");
    FencedCodeBlock block = new FencedCodeBlock();
    block.setFenceCharacter("`");
    block.setInfo(languageOf(element));
    block.setLiteral(code.replaceFirst("^\\n", "").stripTrailing() + "\n");
    if (!code.isBlank()) {
      parent.appendChild(block);
    }
  }

  private static String languageOf(Element pre) {
    Element code = pre.selectFirst("code");
    Element parent = pre.parent();
    Element grandparent = parent == null ? null : parent.parent();
    for (Element element : new Element[] {code, pre, parent, grandparent}) {
      if (element == null) {
        continue;
      }
      String named = element.attr("data-lang") + element.attr("data-language");
      Matcher language = LANGUAGE.matcher(element.className());
      if (ID.matcher(named).matches()) {
        return named.toLowerCase(Locale.ROOT);
      }
      if (language.find()) {
        return language.group(1).toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  /** Beside another list it has another mark: the two would be one. */
  private static BulletList bullets(Node parent) {
    BulletList list = new BulletList();
    boolean isBesideDash =
        parent.getLastChild() instanceof BulletList other && "-".equals(other.getMarker());
    list.setMarker(isBesideDash ? "*" : "-");
    return list;
  }

  private static OrderedList numbers(Element element, Node parent) {
    OrderedList list = new OrderedList();
    boolean isBesidePeriod =
        parent.getLastChild() instanceof OrderedList other
            && ".".equals(other.getMarkerDelimiter());
    list.setMarkerDelimiter(isBesidePeriod ? ")" : ".");
    list.setMarkerStartNumber(startOf(element));
    return list;
  }

  private static int startOf(Element list) {
    String start = list.attr("start").strip();
    return start.matches("\\d{1,8}") ? Integer.parseInt(start) : 1;
  }

  private void appendList(Element element, ListBlock list, Node parent) {
    for (Element child : element.children()) {
      boolean isItem = child.normalName().equals("li");
      Node item = isItem || list.getLastChild() == null ? new ListItem() : list.getLastChild();
      if (isItem) {
        appendChildren(child, item);
      } else {
        appendBlock(child, item);
      }
      if (item.getFirstChild() != null && item.getParent() == null) {
        list.appendChild(item);
      }
    }
    list.setTight(isTight(list));
    if (list.getFirstChild() != null) {
      parent.appendChild(list);
    }
  }

  /** Whether each item is one paragraph, perhaps with lists. */
  private static boolean isTight(ListBlock list) {
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      for (Node block = item.getFirstChild(); block != null; block = block.getNext()) {
        boolean isFirstParagraph = block instanceof Paragraph && block.getPrevious() == null;
        if (!isFirstParagraph && !(block instanceof ListBlock)) {
          return false;
        }
      }
    }
    return true;
  }

  private void appendUnlessEmpty(Element element, Block block, Node parent) {
    appendChildren(element, block);
    if (block.getFirstChild() != null) {
      parent.appendChild(block);
    }
  }

  private static void appendTerm(Element element, Node parent) {
    StrongEmphasis strong = new StrongEmphasis("**");
    InlineText words = new InlineText(strong).onOneLine().withoutEmphasis();
    words.appendChildren(element);
    if (words.close()) {
      Paragraph paragraph = new Paragraph();
      paragraph.appendChild(strong);
      parent.appendChild(paragraph);
    }
  }

  private void appendTable(Element element, Node parent) {
    HtmlTable table = new HtmlTable(element);
    if (!table.isOfData()) {
      appendChildren(element, parent);
      return;
    }
    for (Element caption : element.select("> caption")) {
      appendChildren(caption, parent);
    }
    Node built = table.toMarkdown();
    if (built.getFirstChild() != null) {
      parent.appendChild(built);
    }
  }

  /** A link around blocks becomes one around the words of the first of them. */
  private void appendLinkedBlocks(Element anchor, Node parent) {
    Document inside = new Document();
    appendChildren(anchor, inside);
    String destination = InlineText.destinationOf(anchor);
    boolean isLinked = destination.isEmpty();
    Node block = inside.getFirstChild();
    while (block != null) {
      final Node next = block.getNext();
      if (!isLinked && (block instanceof Heading || block instanceof Paragraph)) {
        linkWordsOf(block, destination);
        isLinked = true;
      }
      parent.appendChild(block);
      block = next;
    }
  }

  private static void linkWordsOf(Node block, String destination) {
    Link link = new Link(destination, null);
    Node child = block.getFirstChild();
    while (child != null) {
      final Node next = child.getNext();
      link.appendChild(child);
      child = next;
    }
    block.appendChild(link);
  }
}

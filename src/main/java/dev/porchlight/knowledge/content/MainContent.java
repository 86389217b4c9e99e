package dev.porchlight.knowledge.content;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the main content of a page, and takes out of it what is no text of the page's own. The
 * element that the page marks as its main one is taken. Where none is marked, it is the innermost
 * one that has most of the page's text outside links. Used by one thread, once.
 */
final class MainContent {

  /** What is no text that is shown, or works only in a browser. */
  private static final String NEVER_TEXT =
      "script, style, noscript, template, svg, canvas, iframe, object, embed, video, audio, map,"
          + " dialog, button, input, select, textarea, datalist, progress, meter, rt, rp,"
          + " annotation, link, meta, title, .linenos, .lineno, .gutter, .lnt, .headerlink";

  /** What surrounds the content; kept where it has most of the page's text. */
  private static final String SURROUNDINGS =
      "nav, form, [hidden], [aria-hidden=true], [style*=display:none], [style*=display: none],"
          + " [role=navigation], [role=search], [role=dialog], [role=alertdialog],"
          + " [aria-modal=true], [role=tooltip]";

  private static final String COOKIE_BANNER =
      "(?i)(cookie|consent|gdpr)s?[-_]?(banner|bar|box|notice|popup|consent|message|modal|overlay"
          + "|dialog|law|info|alert|container|wrapper)|onetrust|cookiebot|cc-window";

  private static final String COOKIE_BANNERS = "[id~=%1$s], [class~=%1$s]".formatted(COOKIE_BANNER);

  /** What surrounds the content of a page that marks none as its main one. */
  private static final String OUTER_SURROUNDINGS =
      "header, footer, aside, [role=banner], [role=contentinfo], [role=complementary]";

  private static final double MOST = 0.5;
  private static final double NEARLY_ALL = 0.8;
  private static final int FEW_LINKS = 3;

  /** How many characters an element has, and how many of them outside links. */
  private static final class Length {
    private int all;
    private int outsideLinks;
    private int links;
  }

  private final IdentityHashMap<Node, Length> lengths = new IdentityHashMap<>();
  private final Element body;

  private MainContent(Element body) {
    this.body = body;
  }

  /** The element with the content; the document is changed. */
  static Element of(Document document) {
    document.select(NEVER_TEXT).remove();
    return new MainContent(document.body()).find();
  }

  private Element find() {
    measure();
    removeUnlessMost(SURROUNDINGS);
    removeUnlessMost(COOKIE_BANNERS);
    Element marked = marked();
    if (marked != null) {
      return marked;
    }
    removeUnlessMost(OUTER_SURROUNDINGS);
    measure();
    Element densest = densest();
    removeListsOfLinks(densest);
    return densest;
  }

  private @Nullable Element marked() {
    Element main = longest(body.select("main, [role=main]"));
    if (main != null) {
      return main;
    }
    List<Element> articles = body.select("article");
    Element longest = longest(articles);
    int all = articles.stream().mapToInt(article -> of(article).all).sum();
    return longest != null && of(longest).all >= MOST * all ? longest : null;
  }

  private @Nullable Element longest(List<Element> elements) {
    return elements.stream()
        .filter(Element::hasText)
        .max(Comparator.comparingInt((Element element) -> of(element).all))
        .orElse(null);
  }

  private Element densest() {
    int needed = (int) Math.ceil(NEARLY_ALL * of(body).outsideLinks);
    Element found = body;
    Element inner = found;
    while (inner != null) {
      found = inner;
      inner =
          found.children().stream()
              .filter(child -> HtmlBlocks.isContainer(child.normalName()))
              .filter(child -> needed > 0 && of(child).outsideLinks >= needed)
              .findFirst()
              .orElse(null);
    }
    return found;
  }

  /** Menus that are not marked as such. */
  private void removeListsOfLinks(Element content) {
    int left = of(content).outsideLinks;
    for (Element list : content.select("ul, ol, div, table")) {
      Length length = of(list);
      boolean isMenu =
          length.links >= FEW_LINKS && length.outsideLinks < (1 - NEARLY_ALL) * length.all;
      if (isMenu && !list.equals(content) && length.all < MOST * (left + length.all)) {
        list.remove();
      }
    }
  }

  private void removeUnlessMost(String selector) {
    int all = of(body).all;
    for (Element element : body.select(selector)) {
      if (!element.equals(body) && of(element).all <= MOST * all) {
        element.remove();
      }
    }
  }

  private Length of(Node node) {
    return lengths.computeIfAbsent(node, absent -> new Length());
  }

  private void measure() {
    lengths.clear();
    body.traverse(new Measuring());
  }

  /** Adds each text to the elements around it. */
  private final class Measuring implements NodeVisitor {
    private int openLinks;

    @Override
    public void head(Node node, int depth) {
      if (isLink(node)) {
        openLinks++;
        of(node).links++;
      } else if (node instanceof TextNode text && !text.isBlank()) {
        int characters = HtmlText.collapsed(text.getWholeText()).length();
        of(node).all += characters;
        of(node).outsideLinks += openLinks == 0 ? characters : 0;
      }
    }

    @Override
    public void tail(Node node, int depth) {
      openLinks -= isLink(node) ? 1 : 0;
      Node parent = node.parent();
      if (!node.equals(body) && parent != null) {
        add(of(parent), of(node));
      }
    }

    private static void add(Length sum, Length part) {
      sum.all += part.all;
      sum.outsideLinks += part.outsideLinks;
      sum.links += part.links;
    }

    private static boolean isLink(Node node) {
      return node.normalName().equals("a");
    }
  }
}

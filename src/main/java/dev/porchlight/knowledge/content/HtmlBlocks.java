package dev.porchlight.knowledge.content;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jsoup.nodes.Element;

/** Which elements of HTML are blocks, and which elements of a page hold some. */
final class HtmlBlocks {

  private static final Set<String> CONTAINERS =
      Set.of(
          "article", "body", "center", "div", "form", "main", "section", "table", "tbody", "td",
          "tr");

  private static final Set<String> BLOCKS =
      Set.of(
          "address",
          "article",
          "aside",
          "blockquote",
          "body",
          "center",
          "dd",
          "details",
          "dir",
          "div",
          "dl",
          "dt",
          "fieldset",
          "figcaption",
          "figure",
          "footer",
          "form",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hgroup",
          "hr",
          "legend",
          "li",
          "main",
          "menu",
          "nav",
          "ol",
          "p",
          "pre",
          "search",
          "section",
          "summary",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "tr",
          "ul");

  private final Set<Element> holders = Collections.newSetFromMap(new IdentityHashMap<>());

  private HtmlBlocks() {}

  /** Looks through all that an element holds, once. */
  static HtmlBlocks in(Element root) {
    HtmlBlocks blocks = new HtmlBlocks();
    blocks.holders.add(root);
    for (Element element : root.getAllElements()) {
      if (BLOCKS.contains(element.normalName())) {
        blocks.addWithParents(element);
      }
    }
    return blocks;
  }

  /** Whether an element of that name may hold a whole page. */
  static boolean isContainer(String name) {
    return CONTAINERS.contains(name);
  }

  private void addWithParents(Element block) {
    Element holder = block;
    while (holder != null && holders.add(holder)) {
      holder = holder.parent();
    }
  }

  /** Whether an element is a block, or is none but has one in it. */
  boolean isBlockOrHoldsOne(Element element) {
    return holders.contains(element);
  }
}

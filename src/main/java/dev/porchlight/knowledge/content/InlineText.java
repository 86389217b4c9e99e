package dev.porchlight.knowledge.content;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * Builds the inline nodes of one block from those of HTML. White space is collapsed as a browser
 * does, and stands outside of emphasis and links, where Markdown wants it. Used by one thread.
 */
final class InlineText {

  private static final Set<String> EMPHASIS = Set.of("em", "i", "dfn", "cite");
  private static final Set<String> STRONG = Set.of("strong", "b");
  private static final Set<String> CODE = Set.of("code", "kbd", "samp", "tt");
  private static final Pattern ALLOWED =
      Pattern.compile("(?i)(https?:|mailto:|tel:).*|(?![a-z][a-z0-9+.-]*:).*");
  private static final Pattern ANCHOR_MARK = Pattern.compile("[#¶§🔗]+");

  /** Longer texts are not joined, so that a block of many pieces takes time in proportion. */
  private static final int MAX_JOINED_CHARS = 4_000;

  private final Node root;
  private Node current;
  private boolean onOneLine;
  private boolean inHeading;
  private boolean inCell;
  private boolean emphasizes = true;
  private boolean pendingSpace;
  private int pendingBreaks;
  private boolean hasWords;

  InlineText(Node root) {
    this.root = root;
    this.current = root;
  }

  /** Line breaks are spaces. */
  InlineText onOneLine() {
    onOneLine = true;
    return this;
  }

  /** A link to a fragment of the same page is its words. */
  InlineText withoutLinksToItself() {
    inHeading = true;
    return this;
  }

  InlineText withoutEmphasis() {
    emphasizes = false;
    return this;
  }

  /** One line, and no code with the mark between cells. */
  InlineText inCell() {
    inCell = true;
    return onOneLine();
  }

  Node root() {
    return root;
  }

  boolean endsWithBreak() {
    return pendingBreaks > 0;
  }

  /** Whether there are words in it. */
  boolean close() {
    return hasWords;
  }

  void appendChildren(Element element) {
    element.childNodes().forEach(this::append);
  }

  void append(org.jsoup.nodes.Node node) {
    if (node instanceof TextNode text) {
      appendText(HtmlText.collapsed(text.getWholeText()));
    } else if (node instanceof Element element) {
      appendElement(element);
    }
  }

  private void appendElement(Element element) {
    String name = element.normalName();
    if (EMPHASIS.contains(name)) {
      appendEmphasis(element, new Emphasis("*"));
    } else if (STRONG.contains(name)) {
      appendEmphasis(element, new StrongEmphasis("**"));
    } else if (CODE.contains(name)) {
      appendCode(element.text());
    } else {
      switch (name) {
        case "a" -> appendLink(element);
        case "img" -> appendText(HtmlText.collapsed(element.attr("alt")));
        case "br" -> appendBreak();
        case "q" -> {
          appendText("“");
          appendChildren(element);
          appendText("”");
        }
        case "wbr" -> {}
        default -> appendOther(element);
      }
    }
  }

  /** The words of a block are apart from those around it. */
  private void appendOther(Element element) {
    pendingSpace |= element.isBlock();
    appendChildren(element);
    pendingSpace |= element.isBlock();
  }

  private void appendBreak() {
    if (onOneLine) {
      pendingSpace = true;
    } else if (hasWords) {
      pendingBreaks++;
    }
  }

  private void appendEmphasis(Element element, Node emphasis) {
    boolean isInSame = isInside(emphasis.getClass());
    boolean touchesOther = !pendingSpace && isEmphasis(current.getLastChild());
    if (!emphasizes || isInSame || touchesOther) {
      appendChildren(element);
      return;
    }
    appendInside(element, emphasis);
    char first = firstCharOf(emphasis);
    char before = lastCharOf(emphasis.getPrevious());
    if (isWordChar(before) && !isWordChar(first)) {
      replaceByItsChildren(emphasis);
    }
  }

  private void appendLink(Element anchor) {
    String destination = destinationOf(anchor);
    boolean leadsToItself = anchor.attr("href").startsWith("#");
    if (leadsToItself && ANCHOR_MARK.matcher(anchor.text().strip()).matches()) {
      return;
    }
    if (destination.isEmpty() || (inHeading && leadsToItself) || isInside(Link.class)) {
      appendChildren(anchor);
    } else {
      appendInside(anchor, new Link(destination, null));
    }
  }

  /** Where a link leads, absolute where the page's address is known; empty where nobody can go. */
  static String destinationOf(Element anchor) {
    String href = anchor.attr("href").strip();
    String absolute = anchor.absUrl("href");
    String destination = (absolute.isEmpty() ? href : absolute).replace(" ", "%20");
    boolean isScript = href.toLowerCase(Locale.ROOT).startsWith("javascript:");
    return isScript || !ALLOWED.matcher(destination).matches() ? "" : destination;
  }

  private void appendInside(Element element, Node node) {
    Node outer = current;
    outer.appendChild(node);
    current = node;
    appendChildren(element);
    current = outer;
    if (node.getFirstChild() == null) {
      node.unlink();
    }
  }

  private void appendCode(String code) {
    String literal = HtmlText.collapsed(code).strip();
    if (literal.isEmpty()) {
      return;
    }
    if (inCell && literal.contains("|")) {
      appendText(literal);
      return;
    }
    separate();
    current.appendChild(new Code(literal));
  }

  private void appendText(String collapsed) {
    String words = collapsed.strip();
    pendingSpace |= collapsed.startsWith(" ");
    if (words.isEmpty()) {
      return;
    }
    splitEmphasisBefore(words.charAt(0));
    separate();
    add(words);
    pendingSpace = collapsed.endsWith(" ");
  }

  /** Emphasis that ends with a mark can't be closed before a letter. */
  private void splitEmphasisBefore(char next) {
    Node last = current.getLastChild();
    boolean touches = !pendingSpace && pendingBreaks == 0;
    if (last != null && isEmphasis(last) && touches && isWordChar(next)) {
      if (!isWordChar(lastCharOf(last))) {
        replaceByItsChildren(last);
      }
    }
  }

  /** Writes the space or the line break that is due, outside of nodes that have no words yet. */
  private void separate() {
    if (hasWords && (pendingSpace || pendingBreaks > 0)) {
      Node empty = null;
      Node holder = current;
      while (holder.getFirstChild() == null && holder != root) {
        empty = holder;
        holder = holder.getParent();
      }
      Node separator = pendingBreaks > 0 ? new HardLineBreak() : new Text(" ");
      if (empty == null) {
        appendSeparator(separator);
      } else {
        empty.insertBefore(separator);
      }
    }
    pendingSpace = false;
    pendingBreaks = 0;
    hasWords = true;
  }

  private void appendSeparator(Node separator) {
    if (separator instanceof Text) {
      add(" ");
    } else {
      current.appendChild(separator);
    }
  }

  private void add(String text) {
    if (current.getLastChild() instanceof Text last
        && last.getLiteral().length() < MAX_JOINED_CHARS) {
      last.setLiteral(last.getLiteral() + text);
    } else {
      current.appendChild(new Text(text));
    }
  }

  private boolean isInside(Class<? extends Node> type) {
    for (Node node = current; node != root && node != null; node = node.getParent()) {
      if (type.isInstance(node)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEmphasis(@Nullable Node node) {
    return node instanceof Emphasis || node instanceof StrongEmphasis;
  }

  private static void replaceByItsChildren(Node node) {
    Node child = node.getFirstChild();
    while (child != null) {
      final Node next = child.getNext();
      node.insertBefore(child);
      child = next;
    }
    node.unlink();
  }

  private static char firstCharOf(@Nullable Node node) {
    Node first = node;
    while (first != null && first.getFirstChild() != null) {
      first = first.getFirstChild();
    }
    return first instanceof Text text && !text.getLiteral().isEmpty()
        ? text.getLiteral().charAt(0)
        : '`';
  }

  private static char lastCharOf(@Nullable Node node) {
    Node last = node;
    while (last != null && last.getLastChild() != null) {
      last = last.getLastChild();
    }
    return last instanceof Text text && !text.getLiteral().isEmpty()
        ? text.getLiteral().charAt(text.getLiteral().length() - 1)
        : ' ';
  }

  private static boolean isWordChar(char character) {
    return Character.isLetterOrDigit(character) || Character.isSurrogate(character);
  }
}

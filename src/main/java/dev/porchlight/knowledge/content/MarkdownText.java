package dev.porchlight.knowledge.content;

import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.markdown.MarkdownRenderer;

/** Markdown to nodes and back. Safe for use by any thread. */
public final class MarkdownText {

  private static final Parser PARSER = Parser.builder().maxOpenBlockParsers(64).build();
  private static final MarkdownRenderer RENDERER = MarkdownRenderer.builder().build();

  private MarkdownText() {}

  public static Node parse(String text) {
    return PARSER.parse(text);
  }

  static String render(Node node) {
    return RENDERER.render(node).strip();
  }

  /** A line of plain text as Markdown that shows just these characters. */
  public static String escaped(String plain) {
    return plain.replaceAll("([\\\\`*_\\[\\]<>&~|])", "\\\\$1");
  }

  /** Each line of a text behind the mark of a block quote. */
  public static String quoted(String text) {
    return text.lines()
        .map(line -> line.isEmpty() ? ">" : "> " + line)
        .reduce((above, below) -> above + "\n" + below)
        .orElse(">");
  }
}

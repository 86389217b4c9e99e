package dev.porchlight.knowledge.content;

import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.markdown.MarkdownRenderer;

/** Markdown to nodes and back. Safe for use by any thread. */
public final class MarkdownText {

  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser PARSER =
      Parser.builder().extensions(EXTENSIONS).maxOpenBlockParsers(64).build();
  private static final MarkdownRenderer RENDERER =
      MarkdownRenderer.builder().extensions(EXTENSIONS).build();

  /** The box of a task, whose brackets the renderer takes for text. */
  private static final Pattern TASK =
      Pattern.compile("(?m)^(\\s*(?:[-*+]|\\d{1,9}[.)]) )\\\\\\[([ xX])\\\\\\]");

  private MarkdownText() {}

  public static Node parse(String text) {
    return PARSER.parse(text);
  }

  /** A block as Markdown, without an indent that it has as a whole. */
  static String render(Node node) {
    if (node instanceof ListBlock) {
      withoutIndent(node);
    }
    return TASK.matcher(RENDERER.render(node).stripTrailing()).replaceAll("$1[$2]");
  }

  private static void withoutIndent(Node list) {
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      if (item instanceof ListItem each) {
        Integer indent = each.getMarkerIndent();
        Integer content = each.getContentIndent();
        each.setMarkerIndent(0);
        each.setContentIndent(
            content == null || indent == null ? content : Integer.valueOf(content - indent));
      }
    }
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

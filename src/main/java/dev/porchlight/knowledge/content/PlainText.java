package dev.porchlight.knowledge.content;

import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** The words of a Markdown node without its marks, on one line. Used by one thread. */
public final class PlainText extends AbstractVisitor {

  private final StringBuilder words = new StringBuilder();

  private PlainText() {}

  public static String of(Node node) {
    PlainText plain = new PlainText();
    node.accept(plain);
    return plain.words.toString().strip().replaceAll("\\s+", " ");
  }

  /** The beginning of a plain text, cut after a word where it is longer than allowed. */
  public static String excerpt(String plain, int maxChars) {
    if (plain.length() <= maxChars) {
      return plain;
    }
    int space = plain.lastIndexOf(' ', maxChars - 1);
    int end = space > maxChars / 2 ? space : wholeCharacters(plain, maxChars - 1);
    return plain.substring(0, end) + "…";
  }

  private static int wholeCharacters(String text, int end) {
    return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  @Override
  protected void visitChildren(Node parent) {
    super.visitChildren(parent);
    if (parent instanceof Block || parent instanceof TableCell) {
      words.append(' ');
    }
  }

  @Override
  public void visit(Text text) {
    words.append(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    words.append(code.getLiteral());
  }

  @Override
  public void visit(FencedCodeBlock code) {
    words.append(code.getLiteral()).append(' ');
  }

  @Override
  public void visit(IndentedCodeBlock code) {
    words.append(code.getLiteral()).append(' ');
  }

  @Override
  public void visit(SoftLineBreak lineBreak) {
    words.append(' ');
  }

  @Override
  public void visit(HardLineBreak lineBreak) {
    words.append(' ');
  }
}

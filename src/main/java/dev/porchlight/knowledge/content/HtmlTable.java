package dev.porchlight.knowledge.content;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.Node;
import org.jsoup.nodes.Element;

/**
 * A table of HTML as one of Markdown, where cells span no rows or columns: the text of one that
 * spans rows stands in each of them. Used by one thread.
 */
final class HtmlTable {

  private static final int MAX_COLUMNS = 64;
  private static final int MAX_SPAN = 1_000;

  private final Element table;
  private final List<Element> rows;

  /** What is left of the cells that span further rows, by column. */
  private final Map<Integer, Span> spans = new HashMap<>();

  private record Span(Element cell, int rowsLeft) {}

  HtmlTable(Element table) {
    this.table = table;
    this.rows = table.select("> tr, > thead > tr, > tbody > tr, > tfoot > tr");
  }

  /** Whether it has rows and columns of text, and is not there for the layout. */
  boolean isOfData() {
    boolean isLayout =
        table.attr("role").equals("presentation")
            || table.selectFirst("td table, td pre, td h1, td h2, td h3, td ul, td ol") != null;
    return !isLayout && rows.stream().anyMatch(row -> row.childrenSize() > 1);
  }

  Node toMarkdown() {
    List<List<Element>> cells = new ArrayList<>();
    rows.forEach(row -> cells.add(cellsOf(row)));
    int columns = cells.stream().mapToInt(List::size).max().orElse(0);
    boolean hasHead = !rows.isEmpty() && isHead(rows.get(0));
    TableHead head = new TableHead();
    head.appendChild(row(hasHead ? cells.get(0) : List.of(), columns, true));
    TableBody body = new TableBody();
    cells.stream()
        .skip(hasHead ? 1 : 0)
        .filter(row -> row.stream().anyMatch(Element::hasText))
        .forEach(row -> body.appendChild(row(row, columns, false)));
    TableBlock block = new TableBlock();
    block.appendChild(head);
    if (body.getFirstChild() != null) {
      block.appendChild(body);
    }
    return block;
  }

  /** A first row of which only the first cell is a heading is one of data. */
  private static boolean isHead(Element row) {
    Element parent = row.parent();
    boolean isInHead = parent != null && parent.normalName().equals("thead");
    boolean hasHeadings = row.selectFirst("> th") != null;
    return isInHead || !hasHeadings || row.selectFirst("> td") == null;
  }

  /** A cell that spans columns stands in the first, and empty ones in the others. */
  private List<Element> cellsOf(Element row) {
    List<Element> cells = new ArrayList<>();
    for (Element cell : row.select("> td, > th")) {
      addSpanned(cells);
      int columns = span(cell, "colspan");
      int rowsLeft = span(cell, "rowspan") - 1;
      for (int column = 0; column < columns && cells.size() < MAX_COLUMNS; column++) {
        Element given = column == 0 ? cell : new Element("td");
        if (rowsLeft > 0) {
          spans.put(cells.size(), new Span(given, rowsLeft));
        }
        cells.add(given);
      }
    }
    addSpanned(cells);
    return cells;
  }

  private void addSpanned(List<Element> cells) {
    Span span = spans.remove(cells.size());
    while (span != null && cells.size() < MAX_COLUMNS) {
      if (span.rowsLeft() > 1) {
        spans.put(cells.size(), new Span(span.cell(), span.rowsLeft() - 1));
      }
      cells.add(span.cell());
      span = spans.remove(cells.size());
    }
  }

  private static int span(Element cell, String attribute) {
    String given = cell.attr(attribute).strip();
    return given.matches("[1-9]\\d{0,3}") ? Math.min(MAX_SPAN, Integer.parseInt(given)) : 1;
  }

  private static TableRow row(List<Element> cells, int columns, boolean isHead) {
    TableRow row = new TableRow();
    for (int column = 0; column < columns; column++) {
      TableCell cell = new TableCell();
      cell.setHeader(isHead);
      if (column < cells.size()) {
        new InlineText(cell).inCell().appendChildren(cells.get(column));
      }
      row.appendChild(cell);
    }
    return row;
  }
}

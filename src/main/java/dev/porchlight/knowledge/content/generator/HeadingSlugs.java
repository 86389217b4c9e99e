package dev.porchlight.knowledge.content.generator;

import java.util.HashMap;
import java.util.Map;

/** The fragments of one page's headings, as its generator makes them. Used by one thread. */
public final class HeadingSlugs {

  private final Map<String, Integer> seen = new HashMap<>();
  private final Style style;

  /** How a generator makes fragments. */
  public enum Style {
    GITHUB,
    PYTHON_MARKDOWN,
    ASCII
  }

  public HeadingSlugs(Style style) {
    this.style = style;
  }

  /** The fragment of the next heading; a repeated one is numbered from the second on. */
  public String next(String heading) {
    String slug =
        switch (style) {
          case GITHUB -> Slugs.github(heading);
          case PYTHON_MARKDOWN -> Slugs.pythonMarkdown(heading);
          case ASCII -> Slugs.ascii(heading);
        };
    int before = seen.merge(slug, 1, Integer::sum) - 1;
    String mark = style == Style.PYTHON_MARKDOWN ? "_" : "-";
    return before == 0 ? slug : slug + mark + before;
  }
}

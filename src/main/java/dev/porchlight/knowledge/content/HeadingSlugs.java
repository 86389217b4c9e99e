package dev.porchlight.knowledge.content;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The fragments of one page's headings, made as GitHub and most site generators make them. Used by
 * one thread.
 */
final class HeadingSlugs {

  private final Map<String, Integer> seen = new HashMap<>();

  /** The fragment of the next heading; a repeated one is numbered from the second on. */
  String next(String heading) {
    String slug =
        heading
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{M}\\p{N}_\\- ]", "")
            .replace(' ', '-');
    int before = seen.merge(slug, 1, Integer::sum) - 1;
    return before == 0 ? slug : slug + "-" + before;
  }
}

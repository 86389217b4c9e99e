package dev.porchlight.knowledge.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A visitor's message, with what it may leave unsaid.
 *
 * @param earlier what was said before it, oldest first
 * @param page the address of the page it was asked on, or null where it is not known
 */
public record RetrievalQuery(String message, List<Exchange> earlier, @Nullable String page) {

  public RetrievalQuery {
    earlier = List.copyOf(earlier);
  }

  /**
   * A question and its answer.
   *
   * @param answer as Markdown; empty where it has none
   */
  public record Exchange(String question, String answer) {}

  /** A first message, on no page. */
  public static RetrievalQuery of(String message) {
    return new RetrievalQuery(message, List.of(), null);
  }

  /** What was said last before it, or null where it is the first. */
  @Nullable Exchange last() {
    return earlier.isEmpty() ? null : earlier.get(earlier.size() - 1);
  }

  /** The same without what was said before it. */
  RetrievalQuery alone() {
    return new RetrievalQuery(message, List.of(), page);
  }

  /** The question before it, as it was asked; null where there is none. */
  @Nullable RetrievalQuery before() {
    Exchange last = last();
    return last == null
        ? null
        : new RetrievalQuery(last.question(), earlier.subList(0, earlier.size() - 1), page);
  }
}

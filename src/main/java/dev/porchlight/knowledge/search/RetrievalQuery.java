package dev.porchlight.knowledge.search;

import org.jspecify.annotations.Nullable;

/**
 * A visitor's message, with what it may leave unsaid.
 *
 * @param before what the visitor asked before it, or null where it is the first
 * @param page the address of the page it was asked on, or null where it is not known
 */
public record RetrievalQuery(String message, @Nullable String before, @Nullable String page) {

  public static RetrievalQuery of(String message) {
    return new RetrievalQuery(message, null, null);
  }

  /** The same without the question before it. */
  RetrievalQuery alone() {
    return new RetrievalQuery(message, null, page);
  }
}

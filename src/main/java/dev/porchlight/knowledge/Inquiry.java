package dev.porchlight.knowledge;

import org.jspecify.annotations.Nullable;

/**
 * A visitor's message, with what it may leave unsaid.
 *
 * @param before what the visitor asked before it, or null where it is the first
 * @param page the address of the page it was asked on, or null where it is not known
 */
public record Inquiry(String message, @Nullable String before, @Nullable String page) {

  static Inquiry of(String message) {
    return new Inquiry(message, null, null);
  }

  /** The same without the question before it. */
  Inquiry alone() {
    return new Inquiry(message, null, page);
  }
}

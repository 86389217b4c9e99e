package dev.porchlight.knowledge.content;

import org.jspecify.annotations.Nullable;

/**
 * An entry that can't be written into {@code faq.md}. The message is for the owner, in whole
 * sentences: what is wrong, and what to do.
 */
public final class FaqEditException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Part part;

  /** What is at fault. */
  public enum Part {
    QUESTION,
    ANSWER,
    /** The file, or the folder that it is to stand in. */
    FILE
  }

  FaqEditException(Part part, String message) {
    this(part, message, null);
  }

  FaqEditException(Part part, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.part = part;
  }

  public Part part() {
    return part;
  }
}

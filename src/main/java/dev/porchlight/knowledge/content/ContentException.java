package dev.porchlight.knowledge.content;

import org.jspecify.annotations.Nullable;

/**
 * Content that can't be loaded. The message is one sentence for the owner: which file, what is
 * wrong with it, and what is allowed.
 */
public final class ContentException extends RuntimeException {

  public ContentException(String message) {
    this(message, null);
  }

  public ContentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.porchlight.llm;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Texts were not embedded. Its message is a sentence for the owner. */
public final class EmbeddingException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** What to do about it. */
  public enum Kind {
    /** The same texts are refused each time; other texts, or fewer, may be taken. */
    TEXTS_REFUSED,
    /** Another attempt later may succeed. */
    TRANSIENT,
    /** Nothing succeeds until the owner changes a setting. */
    MISCONFIGURED
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  /**
   * @param retryAfter how long the provider asks to be left alone, or null where it does not say
   */
  public EmbeddingException(
      String message, Kind kind, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}

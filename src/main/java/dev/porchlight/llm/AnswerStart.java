package dev.porchlight.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer begins.
 *
 * @param because why something else than the model writes it, or null where nothing else does
 * @param sources the passages that it may cite, numbered from 1 in this order
 */
public record AnswerStart(By by, @Nullable FailureCode because, List<Source> sources) {

  public AnswerStart {
    sources = List.copyOf(sources);
  }

  /** Who writes. */
  public enum By {
    MODEL,
    FALLBACK,
    FAQ,
    EXTRACT
  }
}

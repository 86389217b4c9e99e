package dev.porchlight.model;

import org.jspecify.annotations.Nullable;

/**
 * What one piece of a chat completion says, whichever provider's dialect it came in.
 *
 * @param text the next piece of the answer; may be empty
 * @param reasoned whether it holds a piece of the model's reasoning, which is not the answer
 * @param finishReason why the model stopped, or null while it goes on
 * @param usage the tokens so far, or null where it does not say
 * @param error the upstream's account of its failure, or null where it did not fail
 */
record CompletionChunk(
    String text,
    boolean reasoned,
    @Nullable String finishReason,
    @Nullable Usage usage,
    @Nullable UpstreamError error) {

  static CompletionChunk ofError(UpstreamError error) {
    return new CompletionChunk("", false, null, null, error);
  }

  static CompletionChunk ofText(String text) {
    return new CompletionChunk(text, false, null, null, null);
  }

  /** Whether the model got on by this: what keeps a connection alive is none. */
  boolean isProgress() {
    return reasoned || !text.isEmpty() || finishReason != null || usage != null;
  }

  CompletionChunk withText(String visible) {
    return new CompletionChunk(visible, reasoned || !text.isEmpty(), finishReason, usage, error);
  }
}

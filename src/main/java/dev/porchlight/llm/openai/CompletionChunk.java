package dev.porchlight.llm.openai;

import dev.porchlight.llm.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of a chat completion says, whichever provider's dialect it came in.
 *
 * @param text the next piece of the answer; may be empty
 * @param reasoning the next piece of the model's reasoning, which is not the answer; may be empty
 * @param refusal whether the text is the model's refusal to answer
 * @param finishReason why the model stopped, or null while it goes on
 * @param usage the tokens so far, or null where it does not say
 * @param error the upstream's account of its failure, or null where it did not fail
 */
record CompletionChunk(
    String text,
    String reasoning,
    boolean refusal,
    @Nullable String finishReason,
    @Nullable TokenUsage usage,
    @Nullable ProviderError error) {

  static CompletionChunk ofError(ProviderError error) {
    return new CompletionChunk("", "", false, null, null, error);
  }

  static CompletionChunk ofText(String text) {
    return new CompletionChunk(text, "", false, null, null, null);
  }

  /** Whether the model got on by this: what keeps a connection alive is none. */
  boolean isProgress() {
    return !reasoning.isEmpty() || !text.isEmpty() || finishReason != null || usage != null;
  }

  /** The same, of whose text only this is the answer's; what stands before it is reasoning. */
  CompletionChunk withText(String visible) {
    String hidden = text.substring(0, Math.max(0, text.length() - visible.length()));
    return new CompletionChunk(visible, reasoning + hidden, refusal, finishReason, usage, error);
  }
}

package dev.porchlight.llm.openai;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a completion has come, and so what its end means. For one thread at a time.
 *
 * <p>Only a finish reason or {@code [DONE]} proves that an answer is whole: a body that is
 * delimited by the connection's close looks the same whole and cut.
 */
final class CompletionState {
  private static final String STOP = "stop";
  private static final String LENGTH = "length";
  private static final String ERROR = "error";
  private static final String CONTENT_FILTER = "content_filter";
  private static final String REFUSAL = "refusal";

  private boolean begun;
  private boolean refused;
  private boolean onlyOnce;
  private @Nullable String finishReason;
  private @Nullable TokenUsage usage;

  void received(CompletionChunk chunk) {
    begun |= !chunk.text().isBlank();
    refused |= chunk.refusal();
    boolean open = finishReason == null || finishReason.equals(STOP);
    finishReason = open && chunk.finishReason() != null ? chunk.finishReason() : finishReason;
    usage = chunk.usage() == null ? usage : chunk.usage();
  }

  /** The text is good for this visitor, but is not to be given to another. */
  void notToBeReused() {
    onlyOnce = true;
  }

  /** Whether any of the answer's text came. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the model ran into its length limit before it wrote anything of the answer. */
  boolean endedInThought() {
    return !begun && LENGTH.equals(finishReason);
  }

  /** The upstream said that this is all. */
  CompletionOutcome done() {
    String reason = finishReason == null ? STOP : finishReason;
    return begun ? doneWithText(reason) : doneWithoutText(reason);
  }

  private CompletionOutcome doneWithText(String reason) {
    return switch (reason) {
      case LENGTH -> cutOff(CompletionOutcome.CutOff.Reason.LENGTH);
      case CONTENT_FILTER -> cutOff(CompletionOutcome.CutOff.Reason.FILTERED);
      case ERROR -> failed(FailureCode.UPSTREAM_ERROR);
      default ->
          new CompletionOutcome.Finished(
              refused ? REFUSAL : reason, usage, reason.equals(STOP) && !refused && !onlyOnce);
    };
  }

  private CompletionOutcome doneWithoutText(String reason) {
    return switch (reason) {
      case LENGTH -> failed(FailureCode.THINKING_USED_UP);
      case CONTENT_FILTER -> failed(FailureCode.ANSWER_FILTERED);
      case ERROR -> failed(FailureCode.UPSTREAM_BAD_RESPONSE);
      default -> failed(FailureCode.ANSWER_EMPTY);
    };
  }

  /** The body ended. */
  CompletionOutcome ended() {
    return lost(CompletionOutcome.CutOff.Reason.UPSTREAM_ENDED, FailureCode.UPSTREAM_BAD_RESPONSE);
  }

  /** Nothing of an answer came for too long. */
  CompletionOutcome stalled() {
    return lost(CompletionOutcome.CutOff.Reason.UPSTREAM_STALLED, FailureCode.UPSTREAM_TIMEOUT);
  }

  /** The connection broke, or what came over it was no HTTP. */
  CompletionOutcome broke(Throwable cause) {
    return ErrorClassifier.isUnreadable(cause)
        ? unreadable()
        : lost(CompletionOutcome.CutOff.Reason.UPSTREAM_ENDED, ErrorClassifier.ofBreak(cause));
  }

  /** What came cannot be read; whether text was lost with it is unknown. */
  CompletionOutcome unreadable() {
    return failed(FailureCode.UPSTREAM_BAD_RESPONSE);
  }

  /** The upstream said that it failed, in a response of status 200. */
  CompletionOutcome failed(ProviderError error, @Nullable Duration retryAfter) {
    if (begun) {
      return failed(FailureCode.UPSTREAM_ERROR);
    }
    FailureCode code = ErrorClassifier.ofErrorInsteadOfAnswer(error);
    return new CompletionOutcome.Failed(
        code, code == FailureCode.UPSTREAM_BUSY ? retryAfter : null);
  }

  private CompletionOutcome lost(CompletionOutcome.CutOff.Reason reason, FailureCode beforeText) {
    if (finishReason != null) {
      return done();
    }
    return begun ? cutOff(reason) : failed(beforeText);
  }

  private CompletionOutcome cutOff(CompletionOutcome.CutOff.Reason reason) {
    return new CompletionOutcome.CutOff(reason, usage);
  }

  private CompletionOutcome failed(FailureCode code) {
    return new CompletionOutcome.Failed(code, null).costing(usage);
  }
}

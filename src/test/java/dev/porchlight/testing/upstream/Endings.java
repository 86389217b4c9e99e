package dev.porchlight.testing.upstream;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff;
import dev.porchlight.llm.CompletionOutcome.Failed;
import dev.porchlight.llm.CompletionOutcome.Finished;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import java.time.Duration;

/** The endings that the tables of dialects and faults expect. */
final class Endings {
  private Endings() {}

  static CompletionOutcome finished(String finishReason) {
    return new Finished(finishReason, null);
  }

  static CompletionOutcome finished(String finishReason, int promptTokens, int completionTokens) {
    return new Finished(finishReason, new TokenUsage(promptTokens, completionTokens));
  }

  static CompletionOutcome cutOff(CutOff.Reason reason) {
    return new CutOff(reason, null);
  }

  static CompletionOutcome failed(FailureCode code) {
    return new Failed(code, null);
  }

  static CompletionOutcome busy(Duration retryAfter) {
    return new Failed(FailureCode.UPSTREAM_BUSY, retryAfter);
  }
}

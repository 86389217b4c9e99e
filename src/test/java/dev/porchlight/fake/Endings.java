package dev.porchlight.fake;

import dev.porchlight.model.FailureCode;
import dev.porchlight.model.ModelEnding;
import dev.porchlight.model.ModelEnding.CutOff;
import dev.porchlight.model.ModelEnding.Failed;
import dev.porchlight.model.ModelEnding.Finished;
import dev.porchlight.model.Usage;
import java.time.Duration;

/** The endings that the tables of dialects and faults expect. */
final class Endings {
  private Endings() {}

  static ModelEnding finished(String finishReason) {
    return new Finished(finishReason, null);
  }

  static ModelEnding finished(String finishReason, int promptTokens, int completionTokens) {
    return new Finished(finishReason, new Usage(promptTokens, completionTokens));
  }

  static ModelEnding cutOff(CutOff.Reason reason) {
    return new CutOff(reason, null);
  }

  static ModelEnding failed(FailureCode code) {
    return new Failed(code, null);
  }

  static ModelEnding busy(Duration retryAfter) {
    return new Failed(FailureCode.UPSTREAM_BUSY, retryAfter);
  }
}

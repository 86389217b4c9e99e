package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.Ending;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;

/** How an answer closed, as a line of text that can be read back. Stateless. */
final class EndingText {

  private static final String UNKNOWN = "-";

  private EndingText() {}

  static String of(Ending ending) {
    if (ending instanceof Ending.Finished finished) {
      return "finished %b %b %s"
          .formatted(finished.reusable(), finished.answered(), finished.finishReason());
    }
    if (ending instanceof Ending.Stopped stopped) {
      return "stopped " + stopped.left();
    }
    if (ending instanceof Ending.CutOff cutOff) {
      return "cut_off " + cutOff.reason();
    }
    Ending.Failed failed = (Ending.Failed) ending;
    Duration retryAfter = failed.retryAfter();
    return "failed %s %s"
        .formatted(failed.code(), retryAfter == null ? UNKNOWN : "" + retryAfter.toMillis());
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws IllegalArgumentException where it did not
   */
  static Ending read(String text) {
    String[] words = text.split(" ", 4);
    return switch (words[0]) {
      case "finished" ->
          new Ending.Finished(
              words[3], Boolean.parseBoolean(words[1]), Boolean.parseBoolean(words[2]));
      case "stopped" -> new Ending.Stopped(Boolean.parseBoolean(words[1]));
      case "cut_off" -> new Ending.CutOff(Reason.valueOf(words[1]));
      case "failed" ->
          new Ending.Failed(
              FailureCode.valueOf(words[1]),
              words[2].equals(UNKNOWN) ? null : Duration.ofMillis(Long.parseLong(words[2])));
      default -> throw new IllegalArgumentException("no ending: " + text);
    };
  }
}

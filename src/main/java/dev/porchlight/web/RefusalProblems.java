package dev.porchlight.web;

import dev.porchlight.encoding.WholeSeconds;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The problem documents of requests that are refused for now. */
final class RefusalProblems {

  /** When a stream is worth trying again: one of the visitor's own has to end first. */
  private static final Duration A_STREAM_LATER = Duration.ofSeconds(5);

  /** When a server with too many streams is worth asking again: each ends with its answer. */
  private static final Duration A_PLACE_LATER = Duration.ofSeconds(10);

  /** When a server that is shutting down is worth asking again. */
  private static final Duration RESTART = Duration.ofSeconds(5);

  /** When a request is worth sending again: one of the visitor's own has to be received first. */
  private static final Duration A_BODY_LATER = Duration.ofSeconds(2);

  /** When an answer that another machine may have is worth looking for again. */
  private static final Duration A_LOOK_LATER = Duration.ofSeconds(1);

  /** When a disk that failed is worth trying again. */
  private static final Duration A_STORE_LATER = Duration.ofMinutes(1);

  private RefusalProblems() {}

  static Problem limited(RateLimitDecision.Refused refused, String code, String sentence) {
    return later(Problem.of(429, code, sentence), refused.retryAfter());
  }

  /** A question that a limit on new answers refuses. */
  static Problem ofQuestion(RateLimitDecision.Refused refused) {
    return switch (refused.policy().name()) {
      case RateLimiter.STREAMS -> tooManyStreams();
      case RateLimiter.TOKENS -> tokensSpent(refused);
      default -> tooManyQuestions(refused);
    };
  }

  private static Problem tooManyQuestions(RateLimitDecision.Refused refused) {
    String window = refused.policy().name();
    return limited(
        refused,
        "too_many_questions",
        "At most %d new questions a %s are allowed from one network."
            .formatted(refused.policy().quota(), window));
  }

  private static Problem tokensSpent(RateLimitDecision.Refused refused) {
    return limited(
        refused,
        "visitor_tokens_spent",
        "The answers for one network may use at most %d tokens of the model in 24 hours."
            .formatted(refused.policy().quota()));
  }

  private static Problem tooManyStreams() {
    return later(
        Problem.of(429, "too_many_streams", "Other answers are still being written for you."),
        A_STREAM_LATER);
  }

  static Problem tooManyOpenStreams(RateLimitDecision.Refused refused) {
    return later(
        Problem.of(
            429,
            "too_many_streams",
            "At most %d answers may be read at once from one network."
                .formatted(refused.policy().quota())),
        A_STREAM_LATER);
  }

  static Problem tooManyBodyBytes(RateLimitDecision.Refused refused) {
    return later(
        Problem.of(
            429,
            "too_many_requests",
            "At most %d bytes of requests may be on their way at once from one network."
                .formatted(refused.policy().quota())),
        A_BODY_LATER);
  }

  static Problem tooManyMessages(RateLimitDecision.Refused refused) {
    return limited(
        refused,
        "too_many_messages",
        "At most %d messages in 24 hours are taken from one network."
            .formatted(refused.policy().quota()));
  }

  static Problem messageDayFull(Duration untilTomorrow) {
    return later(
        Problem.of(429, "message_day_full", "So many messages came today that no more are taken."),
        untilTomorrow);
  }

  static Problem messageNotKept() {
    return later(
        Problem.of(503, "message_not_kept", "The message can't be kept now, and so was not taken."),
        A_STORE_LATER);
  }

  static Problem queueFull(Duration retryAfter) {
    return later(
        Problem.of(503, "line_full", "Too many visitors are waiting for an answer."), retryAfter);
  }

  /**
   * @param sentence what there is too much of
   */
  static Problem serverBusy(String sentence) {
    return later(Problem.of(503, "server_busy", sentence), A_PLACE_LATER);
  }

  static Problem answerUnreachable() {
    return later(
        Problem.of(503, "server_busy", "The answer can't be looked up now."), A_LOOK_LATER);
  }

  static Problem shuttingDown() {
    return later(
        Problem.of(503, "shutting_down", "The server is restarting; please ask again."), RESTART);
  }

  static Problem keyReused() {
    return Problem.of(
        422, "idempotency_key_reused", "The Idempotency-Key was used with another body.");
  }

  private static Problem later(Problem problem, @Nullable Duration wait) {
    return wait == null ? problem : problem.retryAfter(Math.max(1, WholeSeconds.roundedUp(wait)));
  }
}

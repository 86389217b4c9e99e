package dev.porchlight.cluster.calls;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.Aborted;
import dev.porchlight.llm.CompletionOutcome.CutOff;
import dev.porchlight.llm.CompletionOutcome.Failed;
import dev.porchlight.llm.CompletionOutcome.Finished;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prompts and what is written of them, as JSON. Safe for use by any thread. */
final class CallText {

  private static final JsonMapper JSON = new JsonMapper();

  private static final TypeReference<List<Event>> EVENTS = new TypeReference<>() {};

  /**
   * One thing that a call's listener hears; of what it may hear, one is not null. Where all are, it
   * says how far the call is; where it has no number, its worker knows no such call.
   *
   * @param call the call's id
   * @param number 1 for the first of a call, and one more for each that follows; of what only says
   *     how far it is, that of the last before
   */
  record Event(
      String call,
      long number,
      @Nullable String reasoning,
      @Nullable AnswerStart begin,
      @Nullable String delta,
      @Nullable Outcome end) {

    private static final long UNKNOWN = 0;

    private static final int OVERHEAD_BYTES = 200;

    static Event soFar(String call, long number) {
      return new Event(call, number, null, null, null, null);
    }

    static Event unknown(String call) {
      return new Event(call, UNKNOWN, null, null, null, of(new Aborted()));
    }

    @JsonIgnore
    boolean isOfUnknownCall() {
      return number == UNKNOWN && end != null;
    }

    /** The least number that must have come before it. */
    long follows() {
      boolean isSoFar = reasoning == null && begin == null && delta == null && end == null;
      return isSoFar ? number : number - 1;
    }

    /** About what it takes in memory while it waits to be sent. */
    int bytes() {
      return OVERHEAD_BYTES + 2 * (length(reasoning) + length(delta) + length(begin));
    }

    private static int length(@Nullable Object text) {
      return text == null ? 0 : text.toString().length();
    }
  }

  /** An outcome of any kind, by what it has. */
  record Outcome(
      String kind,
      @Nullable String word,
      @Nullable TokenUsage usage,
      boolean first,
      boolean second,
      @Nullable Long retryAfterMillis,
      @Nullable FailureAction action) {}

  private CallText() {}

  static String of(Prompt prompt) {
    return write(prompt);
  }

  /**
   * Reads a prompt.
   *
   * @throws IllegalArgumentException where it is none
   */
  static Prompt prompt(String text) {
    try {
      return JSON.readValue(text, Prompt.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String of(List<Event> events) {
    return write(events);
  }

  /**
   * Reads events.
   *
   * @throws IllegalArgumentException where they are none
   */
  static List<Event> events(String text) {
    try {
      return JSON.readValue(text, EVENTS);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Outcome of(CompletionOutcome outcome) {
    if (outcome instanceof Finished finished) {
      return new Outcome(
          "finished",
          finished.finishReason(),
          finished.usage(),
          finished.reusable(),
          finished.answered(),
          null,
          null);
    }
    if (outcome instanceof CutOff cutOff) {
      return new Outcome(
          "cut_off", cutOff.reason().name(), cutOff.usage(), false, false, null, null);
    }
    if (outcome instanceof Failed failed) {
      Duration retryAfter = failed.retryAfter();
      return new Outcome(
          "failed",
          failed.code().name(),
          failed.usage(),
          failed.sent(),
          failed.perhapsOfQuestion(),
          retryAfter == null ? null : retryAfter.toMillis(),
          failed.action());
    }
    return new Outcome("aborted", null, null, false, false, null, null);
  }

  static CompletionOutcome outcome(Outcome read) {
    return switch (read.kind) {
      case "finished" ->
          new Finished(Objects.requireNonNull(read.word), read.usage, read.first, read.second);
      case "cut_off" ->
          new CutOff(CutOff.Reason.valueOf(Objects.requireNonNull(read.word)), read.usage);
      case "failed" -> failed(read);
      default -> new Aborted();
    };
  }

  private static Failed failed(Outcome read) {
    Long millis = read.retryAfterMillis;
    return new Failed(
        FailureCode.valueOf(Objects.requireNonNull(read.word)),
        millis == null ? null : Duration.ofMillis(millis),
        Objects.requireNonNull(read.action),
        read.first,
        read.second,
        read.usage);
  }
}

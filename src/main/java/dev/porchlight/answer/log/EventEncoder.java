package dev.porchlight.answer.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.encoding.WholeSeconds;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Source;
import dev.porchlight.sse.EventStreamEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The events of the wire, each encoded to the bytes that every reader writes. Stateless.
 *
 * <p>Jackson escapes whatever is beyond the basic multilingual plane, so that half of a surrogate
 * pair, which UTF-8 cannot carry, is no fault.
 */
final class EventEncoder {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private static final byte[] ID = "id: ".getBytes(UTF_8);
  private static final byte[] EVENT = "\nevent: ".getBytes(UTF_8);
  private static final byte[] DATA = "\ndata: ".getBytes(UTF_8);
  private static final byte[] END_OF_EVENT = "\n\n".getBytes(UTF_8);
  private static final byte[] CHUNK = "\nevent: chunk\ndata: {\"text\":\"".getBytes(UTF_8);
  private static final byte[] END_OF_CHUNK = "\"}\n\n".getBytes(UTF_8);

  private EventEncoder() {}

  /**
   * @param position the position that the stream goes on from, 0 at first
   * @param age how old the answer was when the stream found it, or null where it was not yet
   *     written
   */
  static byte[] answer(String streamId, long position, @Nullable Duration age) {
    long ageSeconds = age == null ? 0 : age.toSeconds();
    return frame(position, "answer", new AnswerData(streamId, age != null, ageSeconds));
  }

  static byte[] queued(QueuePosition queued) {
    return frame(null, "queued", queued);
  }

  /** An event of the log without its position, which makes the bytes of it. */
  static final class Unplaced {

    private final byte[] event;
    private final byte[] json;

    private Unplaced(String event, Object data) {
      this.event = event.getBytes(UTF_8);
      this.json = json(data);
    }

    /**
     * @param id its position in the log
     */
    void appendTo(EntryBuffer buffer, long id) {
      buffer.append(ID).append(id).append(EVENT).append(event);
      buffer.append(DATA).append(json).append(END_OF_EVENT);
    }
  }

  static Unplaced begin(AnswerStart begin) {
    FailureCode because = begin.because();
    return new Unplaced(
        "begin",
        new BeginData(
            begin.by().name().toLowerCase(Locale.ROOT),
            because == null ? null : because.wireName(),
            begin.sources().stream().map(EventEncoder::source).toList(),
            images(begin.sources())));
  }

  private static SourceData source(Source source) {
    return new SourceData(source.title(), source.url(), source.excerpt());
  }

  private static @Nullable List<String> images(List<Source> sources) {
    List<String> images =
        sources.stream().flatMap(source -> source.images().stream()).distinct().toList();
    return images.isEmpty() ? null : images;
  }

  /**
   * Appends the one event that comes by the thousand.
   *
   * @param id its position in the log
   */
  static void chunk(EntryBuffer buffer, long id, String text) {
    buffer.append(ID).append(id).append(CHUNK).appendJson(text).append(END_OF_CHUNK);
  }

  /**
   * The last event of a log.
   *
   * @param cited the numbers of the sources that the text cites
   * @param next what may be asked next
   */
  static Unplaced ending(Ending ending, List<Integer> cited, List<String> next) {
    if (ending instanceof Ending.Finished finished) {
      Boolean answered = finished.answered() ? null : Boolean.FALSE;
      return done(
          new DoneData(
              "finished",
              finished.finishReason(),
              null,
              cited,
              answered,
              next.isEmpty() ? null : next));
    }
    if (ending instanceof Ending.CutOff cutOff) {
      String finishReason = cutOff.reason() == Reason.LENGTH ? "length" : null;
      String reason = cutOff.reason().wireName();
      return done(new DoneData("cut_off", finishReason, reason, cited, null, null));
    }
    if (ending instanceof Ending.Stopped stopped) {
      String reason = stopped.left() ? "left" : null;
      return done(new DoneData("stopped", null, reason, cited, null, null));
    }
    Ending.Failed failed = (Ending.Failed) ending;
    return new Unplaced("error", errorData(failed));
  }

  private static Unplaced done(DoneData data) {
    return new Unplaced("done", data);
  }

  /** The last event of one stream whose visitor stopped it while the answer goes on for others. */
  static byte[] stoppedAlone() {
    return frame(null, "done", new DoneData("stopped", null, null, List.of(), null, null));
  }

  private static ErrorData errorData(Ending.Failed failed) {
    Duration retryAfter = failed.retryAfter();
    return new ErrorData(
        sentence(failed.code()),
        failed.code().wireName(),
        retryAfter == null ? null : WholeSeconds.roundedUp(retryAfter));
  }

  private static String sentence(FailureCode code) {
    return switch (code) {
      case UPSTREAM_UNAVAILABLE -> "The model cannot be reached right now.";
      case UPSTREAM_BUSY -> "The model is busy right now. Please try again in a moment.";
      case UPSTREAM_TIMEOUT -> "The model took too long to answer.";
      case UPSTREAM_MISCONFIGURED ->
          "The model is not set up correctly; the owner has been notified.";
      case BUDGET_SPENT -> "Today's budget for answers is spent.";
      case PROVIDER_OUT_OF_CREDIT -> "The model cannot answer right now.";
      case UPSTREAM_BAD_RESPONSE -> "The model sent something that is not an answer.";
      case UPSTREAM_ERROR -> "The model failed in the middle of its answer.";
      case QUESTION_REFUSED -> "The model refused this question.";
      case QUESTION_TOO_LONG -> "This conversation is too long for the model.";
      case ANSWER_FILTERED -> "The provider's filter held the answer back.";
      case THINKING_USED_UP -> "The model used up its tokens on thinking and wrote no answer.";
      case ANSWER_EMPTY -> "The model wrote no answer.";
      case SHUTTING_DOWN -> "The server is restarting. Please ask again in a moment.";
      case INTERNAL_ERROR -> "Something went wrong here.";
    };
  }

  private static byte[] frame(@Nullable Long id, String event, Object data) {
    String json = new String(json(data), UTF_8);
    return EventStreamEncoder.encode(id == null ? null : Long.toString(id), event, json);
  }

  private static byte[] json(Object data) {
    try {
      return JSON.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event could not be written as JSON", e);
    }
  }

  private record AnswerData(String id, boolean cached, long ageSeconds) {}

  private record BeginData(
      String by,
      @Nullable String because,
      List<SourceData> sources,
      @Nullable List<String> images) {}

  private record SourceData(String title, String url, String excerpt) {}

  private record DoneData(
      String ending,
      @Nullable String finishReason,
      @Nullable String reason,
      List<Integer> cited,
      @Nullable Boolean answered,
      @Nullable List<String> next) {}

  private record ErrorData(String error, String code, @Nullable Long retryAfterSeconds) {}
}

package dev.porchlight.llm.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.porchlight.answer.AnswerWriters;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.LogCursor;
import dev.porchlight.answer.log.PositionBeyondLogException;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.testing.ManualScheduler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of a delta in memory, without its sockets: from the bytes that an upstream sent, through
 * the decoder and the log, to the bytes that one visitor is sent. For one thread.
 */
public final class DeltaPath {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String DELTA =
      """
      data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1750000000,"model":"m",\
      "system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":" light"},\
      "logprobs":null,"finish_reason":null}]}

      """;

  private final ManualScheduler time = new ManualScheduler();
  private final AnswerLog answer = AnswerLog.inMemory(Long.MAX_VALUE, time);
  private final CompletionDecoder decoder;
  private final ByteBuffer visitor = ByteBuffer.allocateDirect(64 * 1024);
  private @Nullable LogCursor cursor;
  private long visitorBytes;

  public DeltaPath() {
    CompletionListener writer = AnswerWriters.to(answer);
    decoder =
        new CompletionDecoder(
            new ChunkParser(MAPPER), true, false, chunk -> writer.delta(chunk.text()));
    cursor = open();
    writer.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
  }

  /** One delta as an upstream sends it, an event of 208 bytes. */
  public static ByteBuffer delta() {
    return ByteBuffer.wrap(DELTA.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes what one read brought from the upstream, all the way to the visitor. */
  public void received(ByteBuffer upstream) {
    decoder.feed(upstream);
  }

  /** How many bytes the visitor was sent. */
  public long visitorBytes() {
    return visitorBytes;
  }

  private LogCursor open() {
    Timers timers = new Timers(time, Runnable::run);
    try {
      return Objects.requireNonNull(answer.attach("id", Duration.ofSeconds(15), timers))
          .read(0, this::drain);
    } catch (PositionBeyondLogException e) {
      throw new AssertionError("the log of a new answer has no position 0", e);
    }
  }

  private void drain() {
    LogCursor from = Objects.requireNonNull(cursor);
    for (ByteBuffer events = from.next(); events != null; events = from.next()) {
      visitorBytes += events.remaining();
      visitor.clear().put(events);
    }
  }
}

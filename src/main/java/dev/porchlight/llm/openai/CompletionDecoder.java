package dev.porchlight.llm.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.sse.EventStreamDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Turns the body of a response into what the model said, however its bytes are cut. What the body
 * is, an event stream or the JSON of a whole completion, is recognised by its first byte: providers
 * are not to be trusted to name it. For one thread at a time.
 */
final class CompletionDecoder {
  static final int MAX_EVENT_BYTES = 256 * 1024;
  private static final String DONE = "[DONE]";
  private static final String ERROR_EVENT = "error";
  private static final String BYTE_ORDER_MARK_AND_BLANKS = "\u00EF\u00BB\u00BF \t\r\n";
  private static final String EVENT_STREAM_STARTS = ":deir";
  private static final String JSON_STARTS = "{[";

  private final ChunkReader chunks;
  private final Consumer<CompletionChunk> listener;
  private final boolean saidToBeEventStream;
  private final ThinkTagFilter thinkTagFilter;
  private final EchoFilter echoFilter = new EchoFilter();
  private @Nullable EventStreamDecoder eventStream;
  private @Nullable ByteArrayOutputStream json;
  private boolean done;

  /**
   * @param saidToBeEventStream whether the response said so, which counts where its first byte says
   *     nothing
   * @param thinksFirst whether the text begins with a thought that no tag opens
   * @param listener receives each chunk; nothing more after one that is an error
   */
  CompletionDecoder(
      ChunkReader chunks,
      boolean saidToBeEventStream,
      boolean thinksFirst,
      Consumer<CompletionChunk> listener) {
    this.chunks = chunks;
    this.saidToBeEventStream = saidToBeEventStream;
    this.thinkTagFilter = new ThinkTagFilter(thinksFirst);
    this.listener = listener;
  }

  /**
   * Reads all that is left in the buffer.
   *
   * @throws MalformedResponseException if it is no answer
   * @throws dev.porchlight.sse.EventTooLargeException if an event of it is too large
   */
  void feed(ByteBuffer bytes) {
    if (eventStream == null && json == null) {
      recognize(bytes);
    }
    if (eventStream != null) {
      eventStream.feed(bytes);
    } else if (json != null) {
      hold(json, bytes);
    }
  }

  /** Whether the answer is known to be whole; what comes after is not read. */
  boolean isDone() {
    return done;
  }

  /** Whether the body is the JSON of a whole completion, which says nothing before its end. */
  boolean isWholeCompletion() {
    return json != null;
  }

  /**
   * The body came to its end.
   *
   * @throws MalformedResponseException if it is no answer
   */
  void endBody() {
    if (json != null) {
      byte[] whole = json.toByteArray();
      emit(chunks.read(whole, 0, whole.length));
      done = true;
    } else if (eventStream != null) {
      endStream(eventStream);
    }
    release();
  }

  /** Emits what was held back. To be called once, when nothing more comes. */
  void release() {
    String rest = echoFilter.filter(thinkTagFilter.end()) + echoFilter.end();
    if (!rest.isEmpty()) {
      listener.accept(CompletionChunk.ofText(rest));
    }
  }

  /** Whether a thought that no tag had opened was let through as the answer. */
  boolean showedThought() {
    return thinkTagFilter.showedThought();
  }

  /** Whether a thought was expected and the answer came without one. */
  boolean expectedThoughtInVain() {
    return thinkTagFilter.expectedInVain();
  }

  /** Where the body starts with blanks, they are dropped. A mark is none of JSON's, and is too. */
  private void recognize(ByteBuffer bytes) {
    int position = bytes.position();
    while (position < bytes.limit()
        && BYTE_ORDER_MARK_AND_BLANKS.indexOf(bytes.get(position) & 0xFF) >= 0) {
      position++;
    }
    bytes.position(position);
    if (position < bytes.limit()) {
      recognize((char) (bytes.get(position) & 0xFF));
    }
  }

  private void recognize(char first) {
    if (JSON_STARTS.indexOf(first) >= 0) {
      json = new ByteArrayOutputStream();
    } else if (saidToBeEventStream || EVENT_STREAM_STARTS.indexOf(first) >= 0) {
      eventStream = new EventStreamDecoder(this::read, MAX_EVENT_BYTES);
    } else {
      throw new MalformedResponseException("the body is neither an event stream nor JSON");
    }
  }

  private void hold(ByteArrayOutputStream whole, ByteBuffer bytes) {
    if (whole.size() + bytes.remaining() > MAX_EVENT_BYTES) {
      throw new MalformedResponseException("the body is larger than " + MAX_EVENT_BYTES + " bytes");
    }
    whole.writeBytes(BufferUtil.toArray(bytes));
  }

  private void read(String lastEventId, String type, byte[] bytes, int from, int to) {
    if (done) {
      return;
    }
    if (type.equals(ERROR_EVENT)) {
      listener.accept(chunks.readError(new String(bytes, from, to - from, UTF_8)));
    } else if (mayBeJson(bytes, from, to)) {
      emit(chunks.read(bytes, from, to));
    } else {
      readWord(new String(bytes, from, to - from, UTF_8).strip());
    }
  }

  private static boolean mayBeJson(byte[] bytes, int from, int to) {
    return from < to && bytes[from] == '{';
  }

  private void readWord(String word) {
    if (word.equals(DONE)) {
      done = true;
    } else if (!word.isEmpty()) {
      byte[] bytes = word.getBytes(UTF_8);
      emit(chunks.read(bytes, 0, bytes.length));
    }
  }

  /** A last event without its blank line counts where all of it came. */
  private void endStream(EventStreamDecoder stream) {
    try {
      stream.endOfStream();
    } catch (MalformedResponseException e) {
      // It was cut: the answer ended before it.
    }
  }

  private void emit(CompletionChunk chunk) {
    echoFilter.think(chunk.reasoning());
    String visible = echoFilter.filter(thinkTagFilter.filter(chunk.text()));
    listener.accept(visible.equals(chunk.text()) ? chunk : chunk.withText(visible));
  }
}

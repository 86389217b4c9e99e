package dev.porchlight.llm.openai.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a request, which is let go of once it is sent: an answer takes long to come, and all
 * that while Jetty keeps its request. Read once, by one thread at a time.
 */
public final class RequestBody implements Request.Content {

  private final int length;

  /** What comes next; null where nothing does. */
  private final AtomicReference<Content.@Nullable Chunk> next;

  public RequestBody(byte[] json) {
    length = json.length;
    next = new AtomicReference<>(Content.Chunk.from(ByteBuffer.wrap(json), false));
  }

  @Override
  public String getContentType() {
    return "application/json";
  }

  @Override
  public long getLength() {
    return length;
  }

  /** The end comes by itself, since Jetty's sender keeps the last chunk. */
  @Override
  public Content.Chunk read() {
    return Objects.requireNonNullElse(next.getAndSet(null), Content.Chunk.EOF);
  }

  @Override
  public void demand(Runnable demandCallback) {
    demandCallback.run();
  }

  @Override
  public void fail(Throwable failure) {
    next.set(Content.Chunk.from(failure));
  }
}

package dev.porchlight.web.files;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.web.connection.VisitorConnection;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one response's content as fast as the visitor takes it, holding no thread. The container
 * calls it on one thread at a time.
 */
public final class ResponseWriter implements WriteListener {

  /** How often a visitor that has not taken all of it is looked at. */
  static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

  /**
   * What is handed to the socket at once, small enough for what the JDK copies of it. Who does not
   * take as much in an interval, about 800 bytes a second, is let go.
   */
  private static final int CHUNK_BYTES = 8 * 1024;

  private final ServletOutputStream out;
  private final byte[] content;
  private final Timers timers;
  private final Consumer<Throwable> cutConnection;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private volatile int written;
  private volatile @Nullable Future<?> check;

  private ResponseWriter(
      ServletOutputStream out, byte[] content, Timers timers, Consumer<Throwable> cutConnection) {
    this.out = out;
    this.content = content;
    this.timers = timers;
    this.cutConnection = cutConnection;
  }

  /** Answers with the content, or with its length alone where the request is no GET. */
  public static void write(Context ctx, byte[] content, Timers timers) {
    ctx.res().setContentLengthLong(content.length);
    if (ctx.req().getMethod().equals("GET")) {
      ctx.future(() -> start(ctx, content, timers));
    }
  }

  private static CompletableFuture<Void> start(Context ctx, byte[] content, Timers timers) {
    ResponseWriter writer =
        new ResponseWriter(
            output(ctx), content, timers, cause -> VisitorConnection.cut(ctx, cause));
    writer.out.setWriteListener(writer);
    return writer.over;
  }

  @Override
  public void onWritePossible() throws IOException {
    while (out.isReady()) {
      int from = written;
      if (from == content.length) {
        finish();
        return;
      }
      int length = Math.min(CHUNK_BYTES, content.length - from);
      out.write(content, from, length);
      written = from + length;
    }
    if (check == null) {
      scheduleCheck();
    }
  }

  @Override
  public void onError(Throwable failure) {
    finish();
  }

  private void scheduleCheck() {
    int before = written;
    check = timers.schedule(() -> check(before), CHECK_INTERVAL);
    if (over.isDone()) {
      cancelCheck();
    }
  }

  private void check(int before) {
    if (over.isDone()) {
      return;
    }
    if (written == before) {
      cutConnection.accept(
          new TimeoutException(
              "the visitor took fewer than %d bytes in %s".formatted(CHUNK_BYTES, CHECK_INTERVAL)));
      finish();
      return;
    }
    scheduleCheck();
  }

  private void finish() {
    over.complete(null);
    cancelCheck();
  }

  private void cancelCheck() {
    Future<?> scheduled = check;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private static ServletOutputStream output(Context ctx) {
    try {
      return ctx.res().getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.porchlight.web;

import dev.porchlight.answer.log.LogCursor;
import dev.porchlight.sse.EventStreamEncoder;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one reader's events to one visitor's connection as fast as the visitor takes them, holding
 * no thread and no buffer of its own.
 *
 * <p>Everything that may make it write (a new event, a heartbeat, a writable socket) only signals.
 * The first signal of a burst starts the drain, the others are counted: so one drain runs at a
 * time, and none is forgotten.
 */
final class EventStreamWriter implements WriteListener {

  private static final Logger log = LoggerFactory.getLogger(EventStreamWriter.class);

  /** A visitor who takes nothing for this long is let go, and can resume. */
  static final Duration WRITE_STALL = Duration.ofSeconds(60);

  private final ServletOutputStream out;
  private final Duration heartbeat;
  private final StreamRuntime runtime;
  private final Consumer<Throwable> cutConnection;
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private volatile @Nullable LogCursor cursor;
  private volatile boolean opened;
  private volatile @Nullable Future<?> timer;
  private volatile long lastWriteNanos;
  private volatile boolean stalled;
  private volatile boolean heartbeatDue;

  /** Whether something was written that was not flushed; touched by the drain alone. */
  private boolean unflushed;

  /**
   * @param heartbeat how long nothing is written before a comment is
   * @param cutConnection closes the visitor's connection without more ado
   */
  EventStreamWriter(
      ServletOutputStream out,
      Duration heartbeat,
      StreamRuntime runtime,
      Consumer<Throwable> cutConnection) {
    this.out = out;
    this.heartbeat = heartbeat;
    this.runtime = runtime;
    this.cutConnection = cutConnection;
    this.lastWriteNanos = runtime.ticker().read();
  }

  /**
   * Completes, and never fails, when the last event is through or the visitor has gone, and the
   * reader was left.
   */
  CompletableFuture<Void> over() {
    return over;
  }

  /** Starts to write, once. Where that fails, the reader is left and it is over. */
  void start(LogCursor from) {
    cursor = from;
    try {
      scheduleTick(heartbeat.toNanos());
      out.setWriteListener(this);
    } catch (RuntimeException e) {
      finish();
      throw e;
    }
  }

  /** Schedules a write: there may be new events. */
  void signal() {
    if (work.getAndIncrement() == 0) {
      runtime.executor().execute(this::drain);
    }
  }

  @Override
  public void onWritePossible() {
    opened = true;
    if (work.getAndIncrement() == 0) {
      drain();
    }
  }

  @Override
  public void onError(Throwable failure) {
    finish();
  }

  private void drain() {
    int seen = work.get();
    do {
      try {
        writeWhatThereIs();
      } catch (IOException | IllegalStateException gone) {
        finish();
      } catch (RuntimeException e) {
        log.error("a stream could not be written", e);
        finish();
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private void writeWhatThereIs() throws IOException {
    LogCursor from = cursor;
    if (from == null || !opened) {
      return;
    }
    while (!finished.get() && isWritable()) {
      byte[] next = nextBytes(from);
      if (next != null) {
        write(next);
      } else if (unflushed) {
        unflushed = false;
        out.flush();
      } else {
        if (from.isOver()) {
          finish();
        }
        return;
      }
    }
  }

  private boolean isWritable() {
    boolean writable = out.isReady();
    stalled = !writable;
    return writable;
  }

  private byte @Nullable [] nextBytes(LogCursor from) {
    byte[] event = from.next();
    if (event == null && heartbeatDue) {
      heartbeatDue = false;
      return EventStreamEncoder.heartbeat();
    }
    return event;
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    unflushed = true;
    heartbeatDue = false;
    lastWriteNanos = runtime.ticker().read();
  }

  private void tick() {
    if (finished.get()) {
      return;
    }
    long silentNanos = runtime.ticker().read() - lastWriteNanos;
    if (stalled && silentNanos >= WRITE_STALL.toNanos()) {
      cutConnection.accept(new TimeoutException("the visitor took nothing for " + WRITE_STALL));
      finish();
      return;
    }
    if (silentNanos < heartbeat.toNanos()) {
      scheduleTick(heartbeat.toNanos() - silentNanos);
      return;
    }
    if (!stalled) {
      heartbeatDue = true;
      signal();
    }
    scheduleTick(heartbeat.toNanos());
  }

  private void scheduleTick(long nanos) {
    timer = runtime.scheduler().schedule(this::tick, nanos, TimeUnit.NANOSECONDS);
    if (finished.get()) {
      cancelTick();
    }
  }

  /** Gives back all that the stream held before anybody can see that it is over. */
  private void finish() {
    if (!finished.compareAndSet(false, true)) {
      return;
    }
    try {
      cancelTick();
      leaveReader();
    } finally {
      over.complete(null);
    }
  }

  private void cancelTick() {
    Future<?> ticking = timer;
    if (ticking != null) {
      ticking.cancel(false);
    }
  }

  private void leaveReader() {
    LogCursor from = cursor;
    if (from != null) {
      from.close();
    }
  }
}

package dev.porchlight.web;

import dev.porchlight.answer.log.LogCursor;
import dev.porchlight.answer.log.LogGoneException;
import dev.porchlight.sse.EventStreamEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one reader's events to one visitor's connection as fast as the visitor takes them, holding
 * no thread and no buffer of its own.
 *
 * <p>Everything that may make it write (a new event, a heartbeat, a write that went through) only
 * signals. The first signal of a burst starts the drain, the others are counted: so one drain runs
 * at a time, and none is forgotten.
 */
final class EventStreamWriter implements Callback {

  private static final Logger log = LoggerFactory.getLogger(EventStreamWriter.class);

  /** A visitor who takes nothing for this long is let go, and can resume. */
  static final Duration WRITE_STALL = Duration.ofSeconds(60);

  private final StreamOutput out;
  private final Duration heartbeat;
  private final StreamRuntime runtime;
  private final Runnable drain = this::drain;
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  private volatile @Nullable LogCursor cursor;
  private volatile @Nullable Future<?> timer;
  private volatile long lastWriteNanos;
  private volatile boolean writing;
  private volatile boolean heartbeatDue;

  /**
   * @param heartbeat how long nothing is written before a comment is
   */
  EventStreamWriter(StreamOutput out, Duration heartbeat, StreamRuntime runtime) {
    this.out = out;
    this.heartbeat = heartbeat;
    this.runtime = runtime;
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
      out.open(this::failed);
    } catch (RuntimeException e) {
      finish();
      throw e;
    }
    drainUnlessDraining();
  }

  /** Schedules a write: there may be new events. */
  void signal() {
    if (work.getAndIncrement() == 0) {
      runtime.executor().execute(drain);
    }
  }

  /** A write went through. */
  @Override
  public void succeeded() {
    writing = false;
    drainUnlessDraining();
  }

  /** A write failed, or the connection did. */
  @Override
  public void failed(Throwable cause) {
    finish();
  }

  /** Nothing that follows a write blocks: it may run on the thread that found the socket ready. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  private void drainUnlessDraining() {
    if (work.getAndIncrement() == 0) {
      drain();
    }
  }

  private void drain() {
    int seen = work.get();
    do {
      try {
        writeWhatThereIs();
      } catch (LogGoneException e) {
        out.cut(e);
        finish();
      } catch (RuntimeException e) {
        log.error("a stream could not be written", e);
        finish();
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  private void writeWhatThereIs() {
    LogCursor from = cursor;
    while (from != null && !finished.get() && !writing) {
      ByteBuffer next = nextBytes(from);
      if (next == null) {
        if (from.isOver()) {
          finish();
        }
        return;
      }
      write(next);
    }
  }

  private @Nullable ByteBuffer nextBytes(LogCursor from) {
    ByteBuffer events = from.next();
    return events == null && heartbeatDue
        ? ByteBuffer.wrap(EventStreamEncoder.heartbeat())
        : events;
  }

  private void write(ByteBuffer bytes) {
    heartbeatDue = false;
    lastWriteNanos = runtime.ticker().read();
    writing = true;
    out.write(bytes, this);
  }

  private void tick() {
    if (finished.get()) {
      return;
    }
    long silentNanos = runtime.ticker().read() - lastWriteNanos;
    if (writing && silentNanos >= WRITE_STALL.toNanos()) {
      out.cut(new TimeoutException("the visitor took nothing for " + WRITE_STALL));
      finish();
      return;
    }
    if (silentNanos < heartbeat.toNanos()) {
      scheduleTick(heartbeat.toNanos() - silentNanos);
      return;
    }
    heartbeatDue = true;
    signal();
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

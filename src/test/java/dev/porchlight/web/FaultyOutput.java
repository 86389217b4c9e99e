package dev.porchlight.web;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A visitor's connection that takes everything, until it is told which fault to show. */
final class FaultyOutput implements StreamOutput {

  private @Nullable RuntimeException onStart;
  private @Nullable RuntimeException onWrite;
  private boolean takesNothing;
  private @Nullable Callback held;
  private @Nullable Throwable cutFor;
  private int written;
  private int writes;

  FaultyOutput failingToStart(RuntimeException fault) {
    onStart = fault;
    return this;
  }

  FaultyOutput failingToWrite(RuntimeException fault) {
    onWrite = fault;
    return this;
  }

  /** From now on the visitor takes nothing, until {@link #take}. */
  FaultyOutput takingNothing() {
    takesNothing = true;
    return this;
  }

  /** The visitor takes what was written, and whatever follows. */
  void take() {
    takesNothing = false;
    Callback waiting = held;
    held = null;
    if (waiting != null) {
      waiting.succeeded();
    }
  }

  /** How many bytes it was given. */
  int written() {
    return written;
  }

  /** How many writes it was given. */
  int writes() {
    return writes;
  }

  /** Why it was cut, or null where it was not. */
  @Nullable Throwable cutFor() {
    return cutFor;
  }

  @Override
  public void open(Consumer<Throwable> failed) {
    throwIfAny(onStart);
  }

  @Override
  public void write(ByteBuffer bytes, Callback callback) {
    throwIfAny(onWrite);
    written += bytes.remaining();
    writes++;
    if (takesNothing) {
      held = callback;
    } else {
      callback.succeeded();
    }
  }

  @Override
  public void cut(Throwable cause) {
    cutFor = cause;
  }

  private static void throwIfAny(@Nullable RuntimeException fault) {
    if (fault != null) {
      throw fault;
    }
  }
}

package dev.porchlight.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;

/** A visitor's connection that takes everything, until it is told which fault to show. */
final class FaultyOutput extends ServletOutputStream {

  private @Nullable RuntimeException onStart;
  private @Nullable RuntimeException onWrite;
  private int written;

  FaultyOutput failingToStart(RuntimeException fault) {
    onStart = fault;
    return this;
  }

  FaultyOutput failingToWrite(RuntimeException fault) {
    onWrite = fault;
    return this;
  }

  /** How many bytes it took. */
  int written() {
    return written;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    throwIfAny(onStart);
  }

  @Override
  public void write(int oneByte) {
    throwIfAny(onWrite);
    written++;
  }

  private static void throwIfAny(@Nullable RuntimeException fault) {
    if (fault != null) {
      throw fault;
    }
  }
}

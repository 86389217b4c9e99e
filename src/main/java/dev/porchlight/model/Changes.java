package dev.porchlight.model;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells one listener that something changed; changes close together are told once. */
final class Changes {
  private final Executor executor;
  private final AtomicBoolean untold = new AtomicBoolean();
  private volatile Runnable listener = () -> {};

  Changes(Executor executor) {
    this.executor = executor;
  }

  void listen(Runnable newListener) {
    listener = newListener;
  }

  void fire() {
    if (untold.compareAndSet(false, true)) {
      try {
        executor.execute(this::tell);
      } catch (RejectedExecutionException atShutdown) {
        untold.set(false);
      }
    }
  }

  private void tell() {
    untold.set(false);
    listener.run();
  }
}

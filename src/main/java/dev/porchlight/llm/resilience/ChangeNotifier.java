package dev.porchlight.llm.resilience;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells one listener that something changed; changes close together are told once. */
final class ChangeNotifier {
  private final Executor executor;
  private final AtomicBoolean untold = new AtomicBoolean();
  private volatile Runnable listener = () -> {};

  ChangeNotifier(Executor executor) {
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

package dev.porchlight.llm.resilience;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Notifies one listener of changes; changes close together are one notification. */
final class ChangeNotifier {
  private final Executor executor;
  private final AtomicBoolean pending = new AtomicBoolean();
  private volatile Runnable listener = () -> {};

  ChangeNotifier(Executor executor) {
    this.executor = executor;
  }

  void listen(Runnable newListener) {
    listener = newListener;
  }

  void fire() {
    if (pending.compareAndSet(false, true)) {
      try {
        executor.execute(this::notifyListener);
      } catch (RejectedExecutionException atShutdown) {
        pending.set(false);
      }
    }
  }

  private void notifyListener() {
    pending.set(false);
    listener.run();
  }
}

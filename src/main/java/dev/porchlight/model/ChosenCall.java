package dev.porchlight.model;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call that may go: its place at the gate and its tokens are held for it. */
final class ChosenCall implements Choice.Go {
  private final Asking asking;
  private final Tries tries;
  private final Gate.Pass pass;
  private final @Nullable FailureCode because;
  private final AtomicBoolean used = new AtomicBoolean();

  /**
   * @param because what keeps an earlier upstream from answering, or null where this is the first
   */
  ChosenCall(Asking asking, Tries tries, Gate.Pass pass, @Nullable FailureCode because) {
    this.asking = asking;
    this.tries = tries;
    this.pass = pass;
    this.because = because;
  }

  @Override
  public ModelCall write(ModelListener listener) {
    use();
    ModelEnding.Failed tooLate = pass.tooLate();
    if (tooLate != null) {
      release();
      candidate().later(() -> listener.end(tooLate));
      return () -> {};
    }
    asking.started();
    tries.started();
    WatchedCall watched = new WatchedCall(asking, tries, pass, because, listener);
    try {
      return candidate().model().write(asking.prompt(), watched);
    } catch (RuntimeException e) {
      candidate().counts().ended();
      release();
      throw e;
    }
  }

  @Override
  public void cancel() {
    use();
    release();
  }

  private void use() {
    if (!used.compareAndSet(false, true)) {
      throw new IllegalStateException("this call was written or cancelled before");
    }
  }

  private void release() {
    candidate().giveBack(tries.tokens());
    pass.left();
  }

  private Candidate candidate() {
    return tries.candidate();
  }
}

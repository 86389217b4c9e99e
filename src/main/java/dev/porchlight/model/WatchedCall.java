package dev.porchlight.model;

import org.jspecify.annotations.Nullable;

/** Listens in on a call, for its upstream's gate and budget and for its answer's next choice. */
final class WatchedCall implements ModelListener {
  private final Asking asking;
  private final Tries tries;
  private final Gate.Pass pass;
  private final @Nullable FailureCode because;
  private final ModelListener listener;
  private final TokenEstimate received = new TokenEstimate();
  private boolean taken;
  private boolean begun;

  WatchedCall(
      Asking asking,
      Tries tries,
      Gate.Pass pass,
      @Nullable FailureCode because,
      ModelListener listener) {
    this.asking = asking;
    this.tries = tries;
    this.pass = pass;
    this.because = because;
    this.listener = listener;
  }

  @Override
  public void progressed(String reasoning) {
    confirm();
    received.add(reasoning);
    listener.progressed(reasoning);
  }

  @Override
  public void begin(Begin begin) {
    begun = true;
    confirm();
    listener.begin(
        because == null ? begin : new Begin(Begin.By.FALLBACK, because, begin.sources()));
  }

  @Override
  public void delta(String text) {
    received.add(text);
    listener.delta(text);
  }

  @Override
  public void end(ModelEnding ending) {
    try {
      candidate().counts().ended();
      settle(ending);
      if (ending instanceof ModelEnding.Failed failed) {
        fail(failed);
      } else if (ending instanceof ModelEnding.Aborted) {
        pass.left();
      } else {
        pass.confirmed();
      }
    } finally {
      listener.end(ending);
    }
  }

  private void confirm() {
    taken = true;
    pass.confirmed();
  }

  private void fail(ModelEnding.Failed failed) {
    candidate().counts().failed(failed.code());
    if (!begun) {
      tries.failed(failed);
      asking.failed(failed);
      candidate().failed(pass, failed);
    }
  }

  private void settle(ModelEnding ending) {
    Usage usage = usage(ending);
    if (usage != null) {
      candidate().settle(tries.tokens(), usage);
    } else if (ending instanceof ModelEnding.Failed failed && !taken && isFree(failed)) {
      candidate().giveBack(tries.tokens());
    } else {
      long prompt = TokenEstimate.ofPrompt(asking.prompt());
      candidate().settleByEstimate(tries.tokens(), prompt + received.tokens());
    }
  }

  private static @Nullable Usage usage(ModelEnding ending) {
    if (ending instanceof ModelEnding.Finished finished) {
      return finished.usage();
    }
    return ending instanceof ModelEnding.CutOff cutOff ? cutOff.usage() : null;
  }

  /** Whether nobody bills it: the upstream was not asked, or would not answer. */
  private static boolean isFree(ModelEnding.Failed failed) {
    return switch (failed.code()) {
      case UPSTREAM_BUSY,
          UPSTREAM_MISCONFIGURED,
          BUDGET_SPENT,
          QUESTION_REFUSED,
          QUESTION_TOO_LONG ->
          true;
      default -> !failed.sent() || failed.remedy() == Remedy.WAIT_AND_RETRY;
    };
  }

  private Candidate candidate() {
    return tries.candidate();
  }
}

package dev.porchlight.answer;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/** The answers that are not closed yet. Safe for use by any thread. */
final class OpenAnswers {

  private final long maxBytes;
  private final Timers timers;
  private final Ticker ticker;
  private final Set<AnswerLog> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /**
   * @param maxBytes what the text of one may weigh
   */
  OpenAnswers(long maxBytes, Timers timers, Ticker ticker) {
    this.maxBytes = maxBytes;
    this.timers = timers;
    this.ticker = ticker;
  }

  /** A new one; it is closed already where no more are opened. */
  AnswerLog open() {
    AnswerLog answer = AnswerLog.inMemory(maxBytes, ticker);
    open.add(answer);
    answer.whenClosed(() -> open.remove(answer));
    if (closing) {
      answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null));
    }
    return answer;
  }

  /** Whether no more are opened. */
  boolean isClosing() {
    return closing;
  }

  int size() {
    return open.size();
  }

  /**
   * Opens no more.
   *
   * @return completes when those that are open are closed
   */
  CompletableFuture<Void> stopOpening() {
    closing = true;
    return CompletableFuture.allOf(
        open.stream()
            .map(answer -> answer.closed().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /**
   * Closes those that are left after a while.
   *
   * @param closed completes when there are none left
   */
  CompletionStage<Void> closeAfter(Duration patience, CompletableFuture<Void> closed) {
    if (patience.isZero()) {
      closeAll();
      return closed;
    }
    Future<?> deadline = timers.schedule(this::closeAll, patience);
    return closed.thenRun(() -> deadline.cancel(false));
  }

  private void closeAll() {
    open.forEach(answer -> answer.close(new Ending.Failed(FailureCode.SHUTTING_DOWN, null)));
  }
}

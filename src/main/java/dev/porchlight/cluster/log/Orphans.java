package dev.porchlight.cluster.log;

import dev.porchlight.answer.AnswerTakeover;
import dev.porchlight.answer.PendingQuestion;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogCopy;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an answer whose machine is gone: where nothing had been said of it, this machine
 * asks again; else it is cut off where it stands. Safe for use by any thread.
 */
final class Orphans {

  /** A question that each machine which asks it is gone soon after is not asked for ever. */
  static final int MOST_TAKEOVERS = 2;

  private static final Logger log = LoggerFactory.getLogger(Orphans.class);

  private final RedisLink link;
  private final RedisLogs logs;
  private final HomeAnswers home;
  private final MachineInbox inbox;
  private volatile @Nullable AnswerTakeover takeover;

  Orphans(RedisLink link, RedisLogs logs, HomeAnswers home, MachineInbox inbox) {
    this.link = link;
    this.logs = logs;
    this.home = home;
    this.inbox = inbox;
  }

  /** Has answers taken over from now on. */
  void takeOverBy(AnswerTakeover successor) {
    takeover = successor;
  }

  /**
   * Takes an answer over or ends it, unless another machine is faster.
   *
   * @param reading the last look at it
   * @return completes when it is
   */
  CompletionStage<Void> settle(String answer, LogReading reading) {
    AnswerTakeover successor = takeover;
    if (reading.last() > 0) {
      return end(answer, reading, new Ending.CutOff(Reason.UPSTREAM_ENDED));
    }
    if (successor == null) {
      return end(answer, reading, new Ending.Failed(FailureCode.SHUTTING_DOWN, null));
    }
    return logs.takeOver(answer, reading.home(), MOST_TAKEOVERS)
        .thenCompose(
            result -> {
              if (result instanceof Takeover.Taken taken) {
                return goOn(answer, reading, taken.question(), successor);
              }
              return result instanceof Takeover.Refused refused
                  ? end(answer, reading, failed(refused))
                  : CompletableFuture.completedFuture(null);
            });
  }

  private static Ending failed(Takeover.Refused refused) {
    return new Ending.Failed(
        refused.isTooOften() ? FailureCode.INTERNAL_ERROR : FailureCode.SHUTTING_DOWN, null);
  }

  private CompletionStage<Void> goOn(
      String answer, LogReading reading, String question, AnswerTakeover successor) {
    var unused = inbox.send(reading.home(), AnswerMessages.takenOver(answer));
    try {
      PendingQuestion pending = PendingQuestionText.read(question);
      successor.goOn(pending, written -> home.takeOver(answer, written, question));
      return CompletableFuture.completedFuture(null);
    } catch (RuntimeException e) {
      log.error("a question of another machine could not be asked again", e);
      return end(
          answer, link.machine(), reading, new Ending.Failed(FailureCode.INTERNAL_ERROR, null));
    }
  }

  private CompletionStage<Void> end(String answer, LogReading reading, Ending with) {
    return end(answer, reading.home(), reading, with);
  }

  private CompletionStage<Void> end(String answer, String writer, LogReading reading, Ending with) {
    byte[] entry = LogCopy.lastEntry(with, reading.last() + 1, reading.cited());
    return logs.end(answer, writer, reading.last(), with, entry).thenAccept(isEnded -> {});
  }
}

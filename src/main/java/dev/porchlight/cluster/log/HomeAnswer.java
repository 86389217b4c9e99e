package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogBatch;
import dev.porchlight.answer.log.LogFollower;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An answer that this machine writes: its log is published to Redis behind the readers here, who
 * wait for that at the first of the text and at the ending alone. Safe for use by any thread; one
 * batch at a time is on its way.
 *
 * <p>While Redis is lost nothing is published, and this machine alone decides whether the answer is
 * held. Where Redis has forgotten it, all of it is published again.
 *
 * <p>Where another machine took this one for dead and ended the answer, it ends here too. Therefore
 * nobody here reads an ending before Redis has it, or could not be told: from then on no other
 * machine can end it in another way.
 *
 * <p>As long as nothing is said, Redis has the question too, so that another machine can go on
 * where this one is gone. Therefore nobody here reads the first of the text before Redis has it:
 * from then on the question is never asked again. Where another machine has gone on, this one's
 * readers do so there.
 */
final class HomeAnswer {

  private static final int MOST_BYTES_AT_ONCE = 64 * 1024;

  private static final String NO_QUESTION = "";

  /** It is published anew now and then, so that it does not expire. */
  private static final int BEATS_TO_RENEWAL = 120;

  private final String id;
  private final RedisLogs logs;
  private final PublishTicks ticks;
  private final Events events;
  private final AnswerHolders holders;
  private final LogFollower follower;

  /** How often it changed since the last batch, and whether one is on its way. */
  private final AtomicInteger work = new AtomicInteger();

  private final CompletableFuture<Void> known = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile long acknowledged;
  private volatile boolean admitted;
  private volatile boolean lagging;
  private volatile boolean isHeard;
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private volatile Duration keptIfReusable = RedisLogs.KEPT;

  /** What it answers, as long as Redis is to know that. */
  private volatile @Nullable String question;

  private volatile boolean isQuestionKnown;

  private final AtomicInteger beats = new AtomicInteger();

  /** What becomes of an answer. */
  interface Events {

    /** Redis had forgotten it: what else is known of it is forgotten too. */
    void forgotten(String answer);

    /** Nothing more is to be published. */
    void over(String answer);
  }

  /**
   * @param graceSeconds how long a machine that is gone holds it for its visitors
   */
  HomeAnswer(
      String id,
      AnswerLog log,
      RedisLink link,
      RedisLogs logs,
      PublishTicks ticks,
      int graceSeconds,
      Events events) {
    this.id = id;
    this.logs = logs;
    this.ticks = ticks;
    this.events = events;
    this.holders = new AnswerHolders(id, log, link, logs, graceSeconds, this::changed);
    this.follower = holders.follower();
  }

  LogFollower follower() {
    return follower;
  }

  /** Completes when Redis knows of it, or is lost. */
  CompletionStage<Void> known() {
    return known;
  }

  /** Completes when nothing more is to be published. */
  CompletionStage<Void> ended() {
    return ended;
  }

  /** Publishes what there is at once, since somebody waits for it to be known. */
  void announce() {
    if (!ended.isDone() && work.getAndIncrement() == 0) {
      publish();
    }
  }

  /** Its first visitor was let in. */
  void admit() {
    admitted = true;
    announce();
  }

  /** Another machine may ask its question, as long as nothing is said. */
  void keepQuestion(String asked) {
    question = asked;
    follower.withhold();
  }

  /** It is another machine's whose readers may have gone meanwhile. */
  void takeOver(String asked) {
    keepQuestion(asked);
    isQuestionKnown = true;
    holders.mayHaveLeft(new Ending.Stopped(true));
    admit();
  }

  /** How long it is to be kept once it has ended and may be reused. */
  void keepIfReusable(Duration kept) {
    keptIfReusable = kept;
  }

  /** There is something to publish. */
  void changed() {
    if (ended.isDone()) {
      return;
    }
    if (work.getAndIncrement() == 0) {
      publishSoon();
    } else if (follower.log().isClosed()) {
      publishIfScheduled();
    }
  }

  /**
   * What nobody waits for on another machine shares a batch with what comes soon after it. The
   * ending, which is waited for here too, is published at once with what is before it.
   */
  private void publishSoon() {
    isScheduled.set(true);
    if (follower.log().isClosed()) {
      publishIfScheduled();
    } else if (isHeard || acknowledged == 0) {
      ticks.add(this::publishIfScheduled);
    } else {
      ticks.addUnhurried(id, this::publishIfScheduled);
    }
  }

  private void publishIfScheduled() {
    if (isScheduled.compareAndSet(true, false)) {
      publish();
    }
  }

  private void publish() {
    int seen = work.get();
    boolean isClosed = follower.log().isClosed();
    LogBatch batch = follower.after(acknowledged, MOST_BYTES_AT_ONCE);
    Duration kept = batch.reusable() ? keptIfReusable : RedisLogs.KEPT;
    String asked = unknownQuestion();
    var unused =
        logs.publish(id, acknowledged + 1, batch, admitted, asked, kept)
            .whenComplete(
                (writing, failure) -> {
                  boolean isMore = failure == null && take(writing, batch, asked);
                  lagging = failure != null;
                  if (lagging) {
                    waitNoMore(isClosed);
                  }
                  known.complete(null);
                  goOn(seen, isMore);
                });
  }

  /**
   * Lets the readers here read what Redis could not be told.
   *
   * @param isClosed whether the ending is among that
   */
  private void waitNoMore(boolean isClosed) {
    if (isClosed) {
      follower.releaseAll();
    } else {
      follower.release();
    }
  }

  private String unknownQuestion() {
    String asked = question;
    return asked == null || isQuestionKnown ? NO_QUESTION : asked;
  }

  /** Tells whether there is more to publish at once. */
  private boolean take(LogWriting writing, LogBatch batch, String asked) {
    if (writing instanceof LogWriting.Written written) {
      written(written, batch, asked);
      return acknowledged < follower.lastPosition() || !unknownQuestion().isEmpty();
    }
    if (writing instanceof LogWriting.Missing) {
      acknowledged = 0;
      isQuestionKnown = false;
      return true;
    }
    wentOnElsewhere(writing instanceof LogWriting.Ended);
    return false;
  }

  /** Another machine's ending counts; whoever has read nothing else of it reads it there. */
  private void wentOnElsewhere(boolean isSameText) {
    if (!follower.isShown()) {
      vanish();
    } else if (!follower.close(new Ending.CutOff(Reason.UPSTREAM_ENDED)) && isSameText) {
      vanish();
    }
    end();
  }

  /** It can't be found here any more when the readers hear that they are to come back. */
  private void vanish() {
    events.over(id);
    follower.vanish();
  }

  private void written(LogWriting.Written written, LogBatch batch, String asked) {
    acknowledged = written.last();
    isHeard = written.isHeard();
    if (written.isNew() && known.isDone()) {
      events.forgotten(id);
    }
    if (acknowledged > 0 || batch.ending() != null) {
      question = null;
      follower.release();
    } else if (!asked.isEmpty()) {
      isQuestionKnown = true;
      follower.withhold();
    } else if (written.isNew()) {
      isQuestionKnown = false;
    }
    if (batch.ending() != null) {
      end();
    }
  }

  private void goOn(int seen, boolean isMore) {
    boolean isChanged = work.addAndGet(-seen) != 0;
    if (ended.isDone()) {
      return;
    }
    if (isChanged) {
      publishSoon();
    } else if (isMore) {
      changed();
    }
  }

  /** Publishes no more. */
  void end() {
    if (ended.complete(null)) {
      follower.close();
      events.over(id);
    }
  }

  /** A second has passed in which Redis was there. */
  void beat() {
    int now = beats.incrementAndGet();
    if (lagging || now % BEATS_TO_RENEWAL == 0) {
      changed();
    }
    holders.beat();
  }

  /** Redis may have forgotten it, and other machines may hold it no more, or write it. */
  void missed() {
    changed();
    holders.missed();
  }

  /** Another machine holds it no more, and perhaps nobody does. */
  void leftElsewhere(Ending.Stopped ifLast) {
    holders.leftElsewhere(ifLast);
  }
}

package dev.porchlight.cluster.log;

import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.HoldersElsewhere;
import dev.porchlight.answer.log.LogFollower;
import dev.porchlight.cluster.redis.RedisLink;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who holds an answer that this machine writes: once no stream here does, Redis is asked now and
 * then which other machines do, and where there is none, the answer is closed. Safe for use by any
 * thread.
 */
final class AnswerHolders implements HoldersElsewhere {

  /** What was forgotten can be held again by then. */
  private static final int BEATS_TO_NEXT_QUESTION = 2;

  private final String id;
  private final RedisLink link;
  private final RedisLogs logs;
  private final int graceSeconds;
  private final Runnable onChange;
  private final LogFollower follower;
  private final AtomicInteger beats = new AtomicInteger();
  private volatile Ending.@Nullable Stopped unheldAs;

  /** Holders that are not alive, and since which second: a visitor of theirs may come back. */
  private volatile Map<String, Integer> missed = Map.of();

  /**
   * @param graceSeconds how long a machine that is gone holds it for its visitors
   * @param onChange called where there may be something to publish
   */
  AnswerHolders(
      String id,
      AnswerLog log,
      RedisLink link,
      RedisLogs logs,
      int graceSeconds,
      Runnable onChange) {
    this.id = id;
    this.link = link;
    this.logs = logs;
    this.graceSeconds = graceSeconds;
    this.onChange = onChange;
    this.follower = LogFollower.of(log, this, onChange);
  }

  /** Follows the answer's log, which asks who else holds it. */
  LogFollower follower() {
    return follower;
  }

  /** Nobody here holds it, and perhaps nobody elsewhere: Redis is asked at a later beat. */
  void mayHaveLeft(Ending.Stopped ifLast) {
    unheldAs = ifLast;
  }

  /** A second has passed in which Redis was there. */
  void beat() {
    if (beats.incrementAndGet() % BEATS_TO_NEXT_QUESTION == 0) {
      missed();
    }
  }

  /** Other machines may hold it no more. */
  void missed() {
    Ending.Stopped as = unheldAs;
    if (as != null) {
      leftElsewhere(as);
    }
  }

  /** Another machine holds it no more, and perhaps nobody does. */
  void leftElsewhere(Ending.Stopped ifLast) {
    if (follower.isHeld() || follower.log().isClosed()) {
      unheldAs = null;
    } else {
      var unused = unheld(ifLast);
    }
  }

  @Override
  public void held() {
    unheldAs = null;
  }

  @Override
  public CompletionStage<Boolean> unheld(Ending.Stopped ifLast) {
    return logs.closeUnlessHeld(id, gone())
        .handle(
            (holders, lost) -> {
              boolean isUnheld = lost != null || holders.isNone();
              return isUnheld ? !closed(ifLast) : goesOn(holders, ifLast);
            });
  }

  /** Holders that are not alive, and whose visitors have had their grace to come back. */
  private Set<String> gone() {
    int since = beats.get() - Math.max(BEATS_TO_NEXT_QUESTION, graceSeconds);
    return missed.entrySet().stream()
        .filter(holder -> holder.getValue() <= since)
        .map(Map.Entry::getKey)
        .filter(machine -> !link.machinesAlive().contains(machine))
        .collect(Collectors.toSet());
  }

  private boolean goesOn(RedisLogs.Holders holders, Ending.Stopped ifLast) {
    unheldAs = ifLast;
    Map<String, Integer> stillMissed = new HashMap<>();
    for (String machine : holders.machines()) {
      if (!link.machinesAlive().contains(machine)) {
        stillMissed.put(machine, missed.getOrDefault(machine, beats.get()));
      }
    }
    missed = stillMissed;
    if (!holders.isKnown()) {
      onChange.run();
    }
    return true;
  }

  /** Unless a stream here has come to hold it meanwhile. */
  private boolean closed(Ending.Stopped ifLast) {
    unheldAs = null;
    boolean isClosed = follower.closeUnlessHeld(ifLast);
    if (!isClosed) {
      var unused = logs.staysOpen(id);
    }
    return isClosed;
  }
}

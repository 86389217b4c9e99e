package dev.porchlight.cluster.calls;

import dev.porchlight.cluster.redis.HeartbeatRegister;
import dev.porchlight.cluster.redis.RedisLink;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which machines are workers, as of the last heartbeat. Safe for use by any thread. */
final class WorkerRegister {

  private final HeartbeatRegister register = new HeartbeatRegister("workers");
  private final RedisLink link;
  private final AtomicInteger turns = new AtomicInteger();
  private volatile List<String> workers = List.of();

  WorkerRegister(RedisLink link) {
    this.link = link;
  }

  /** Says that this machine is a worker. */
  void announce() {
    var unused = beat(link.machine());
  }

  /** This machine takes no more calls. */
  CompletionStage<Long> leave() {
    return link.call(redis -> register.leave(redis, link.machine()));
  }

  /** Looks which workers there are. */
  CompletionStage<List<String>> look() {
    return beat(null);
  }

  private CompletionStage<List<String>> beat(@Nullable String own) {
    return link.call(redis -> register.beat(redis, own))
        .thenApply(
            there -> {
              workers = there.stream().sorted().toList();
              return workers;
            });
  }

  /**
   * The next worker in turn, or null where there is none.
   *
   * @param except those that are not to be asked
   */
  @Nullable String next(Set<String> except) {
    List<String> candidates = workers.stream().filter(worker -> !except.contains(worker)).toList();
    return candidates.isEmpty()
        ? null
        : candidates.get(Math.floorMod(turns.getAndIncrement(), candidates.size()));
  }
}

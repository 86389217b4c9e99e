package dev.porchlight.cluster.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which machines there are, this one too, as of the last heartbeat. Safe for use by any thread. */
final class MachineRegister {

  private final HeartbeatRegister machines = new HeartbeatRegister("machines");
  private final String own;
  private volatile Set<String> alive;

  /**
   * @param own an id that no other machine has
   */
  MachineRegister(String own) {
    this.own = own;
    this.alive = Set.of(own);
  }

  String own() {
    return own;
  }

  /** How many there were at the last heartbeat, this one too. */
  int count() {
    return alive.size();
  }

  /** Those that were there at the last heartbeat, this one too. */
  Set<String> alive() {
    return alive;
  }

  /** Whether one that has not left was not heard of in time a while ago, and is not back yet. */
  boolean isAnyMissed() {
    return machines.isAnyMissed();
  }

  /** Says that this machine is there, and looks who else is. */
  CompletionStage<Integer> beat(RedisAsyncCommands<String, byte[]> redis) {
    return machines
        .beat(redis, own)
        .thenApply(
            there -> {
              alive =
                  Stream.concat(Stream.of(own), there.stream())
                      .collect(Collectors.toUnmodifiableSet());
              return alive.size();
            });
  }

  /** Says that this machine goes. */
  CompletionStage<Long> leave(RedisAsyncCommands<String, byte[]> redis) {
    return machines.leave(redis, own);
  }
}

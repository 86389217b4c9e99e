package dev.porchlight.cluster.queue;

import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The line of all machines' tickets in Redis. Safe for use by any thread.
 *
 * <p>It is a sorted set and not a stream with a consumer group: its order is that of fairness and
 * not of arrival, it changes while they wait, and each is told its rank.
 *
 * <p>A ticket that may go has a lease. It lasts for as long as its machine is heard of: five
 * seconds after the last time, whatever that machine had is free again. A machine is told of its
 * leases by those whose step gave them, and asks for all of them with each heartbeat.
 */
final class SharedLine {

  private static final int HEADER = 4;
  private static final String NO_TICKET = "";

  /** In that time each machine has a heartbeat. */
  private static final Duration QUIET = Duration.ofMillis(1_500);

  private final int calls;
  private final RedisLink link;

  /** A ticket whose turn it is, by a number that grows with each lease. */
  record Lease(String ticket, long number) {}

  /**
   * What a step led to.
   *
   * @param number every later lease has a greater one; for a heartbeat 0 where the machine is
   *     unknown
   * @param rank how many stand before the ticket, -1 where it does not wait
   * @param isFull whether there is no room for another call
   * @param cooldown how long nobody is asked
   */
  record Step(long number, int rank, boolean isFull, Duration cooldown, List<Lease> leases) {}

  /**
   * The ranks of tickets, in the order in which they were asked for, -1 where one does not wait.
   */
  record Ranks(boolean isFull, Duration cooldown, List<Integer> ranks) {}

  /**
   * @param calls how many leases there are at once
   */
  SharedLine(int calls, RedisLink link) {
    this.calls = calls;
    this.link = link;
  }

  /**
   * Whether there is room for a ticket, which then counts.
   *
   * @param most how many tickets there may be
   */
  CompletionStage<Boolean> take(String ticket, int most) {
    return run("take", ticket, List.of(most)).thenApply(reply -> Keys.number(reply.get(0)) == 1);
  }

  /** A ticket begins to wait. */
  CompletionStage<Step> start(String ticket, boolean atFront) {
    return step("start", ticket, atFront ? "front" : "line");
  }

  /** A ticket has a lease, whether or not there is one left. */
  CompletionStage<Step> hold(String ticket) {
    return step("hold", ticket);
  }

  /** A lease is given back; its ticket has its place again, and is not to be asked for a while. */
  CompletionStage<Step> park(Lease lease, Duration wait) {
    return step("park", lease.ticket, lease.number, Math.max(0, wait.toMillis()));
  }

  /** A lease is given back, and its ticket waits at the front. */
  CompletionStage<Step> again(String ticket) {
    return step("again", ticket);
  }

  CompletionStage<Step> leave(String ticket) {
    return step("leave", ticket);
  }

  /**
   * Gives leases where there are some.
   *
   * @param all whether also those are to be asked again that are to wait for a while
   */
  CompletionStage<Step> move(boolean all) {
    return step("move", NO_TICKET, all ? "all" : "due");
  }

  CompletionStage<Ranks> places(List<String> tickets) {
    return run("places", NO_TICKET, tickets)
        .thenApply(
            reply ->
                new Ranks(
                    Keys.number(reply.get(0)) == 1,
                    Duration.ofMillis(Keys.number(reply.get(1))),
                    reply.stream().skip(2).map(rank -> Keys.number(rank).intValue()).toList()));
  }

  /**
   * Says that this machine is there, with these leases and no other tickets.
   *
   * @param held those whose calls run
   * @param again whether it was there before: where Redis was emptied since, the other machines are
   *     given the time to say the same before the next lease
   */
  CompletionStage<Step> join(List<String> held, boolean again) {
    List<Object> arguments = new ArrayList<>(List.of(again ? QUIET.toMillis() : 0));
    arguments.addAll(held);
    return run("join", NO_TICKET, arguments).thenApply(SharedLine::step);
  }

  /** Says that this machine is there still, and asks for its leases. */
  CompletionStage<Step> beat() {
    return step("beat", NO_TICKET);
  }

  private CompletionStage<Step> step(String name, String ticket, Object... more) {
    return run(name, ticket, List.of(more)).thenApply(SharedLine::step);
  }

  private CompletionStage<List<Object>> run(String name, String ticket, List<?> more) {
    List<Object> arguments = new ArrayList<>(List.of(name, calls, link.machine(), ticket));
    arguments.addAll(more);
    return link.call(redis -> LineScript.SCRIPT.run(redis, LineScript.KEYS, arguments));
  }

  private static Step step(List<Object> reply) {
    List<Lease> leases = new ArrayList<>();
    for (int i = HEADER; i < reply.size(); i += 2) {
      leases.add(new Lease(Keys.text(reply.get(i)), Keys.number(reply.get(i + 1))));
    }
    return new Step(
        Keys.number(reply.get(0)),
        Keys.number(reply.get(1)).intValue(),
        Keys.number(reply.get(2)) == 1,
        Duration.ofMillis(Keys.number(reply.get(3))),
        leases);
  }
}

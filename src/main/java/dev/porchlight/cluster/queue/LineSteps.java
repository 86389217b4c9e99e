package dev.porchlight.cluster.queue;

import dev.porchlight.cluster.queue.SharedLine.Lease;
import dev.porchlight.cluster.queue.SharedLine.Step;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.concurrent.SerialExecutor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of this machine with the line of all, one at a time, and what follows of each when its
 * reply has come. Safe for use by any thread.
 */
final class LineSteps {

  private static final Logger log = LoggerFactory.getLogger(LineSteps.class);

  private static final String WORD = "lease";

  private final String machine;
  private final MachineInbox inbox;
  private final Runnable whenLost;
  private final Consumer<Lease> whenGiven;
  private final SerialExecutor steps =
      new SerialExecutor(fault -> log.error("A step of the queue failed", fault));

  /** Touched by the steps alone. */
  private int era;

  /**
   * @param whenLost runs as a step where Redis does not answer one
   * @param whenGiven runs as a step where a ticket of this machine has a lease, perhaps again
   */
  LineSteps(String machine, MachineInbox inbox, Runnable whenLost, Consumer<Lease> whenGiven) {
    this.machine = machine;
    this.inbox = inbox;
    this.whenLost = whenLost;
    this.whenGiven = whenGiven;
    inbox.handle(WORD, this::heard);
  }

  void execute(Runnable step) {
    steps.execute(step);
  }

  /** What follows of replies that are not here yet is left out. */
  void beginEra() {
    era++;
  }

  int era() {
    return era;
  }

  /** Sends a step, whose leases are passed on. */
  void send(CompletionStage<Step> sent) {
    send(sent, step -> {});
  }

  void send(CompletionStage<Step> sent, Consumer<Step> whatFollows) {
    ask(
        sent,
        step -> {
          whatFollows.accept(step);
          pass(step.leases());
        });
  }

  /** Sends what has another reply. */
  <T> void ask(CompletionStage<T> sent, Consumer<T> whatFollows) {
    int sentIn = era;
    then(
        sent,
        (reply, failure) -> {
          if (era == sentIn && reply == null) {
            whenLost.run();
          } else if (era == sentIn && reply != null) {
            whatFollows.accept(reply);
          }
        });
  }

  /** Goes on with a result, or with null and a failure. */
  <T> void then(
      CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> whatFollows) {
    var unused =
        stage.whenComplete(
            (value, failure) -> steps.execute(() -> whatFollows.accept(value, failure)));
  }

  /** Tells each lease's machine; where that misses it, it asks with its next heartbeat. */
  void pass(List<Lease> leases) {
    for (Lease lease : leases) {
      String owner = RedisTicket.machineOf(lease.ticket());
      if (owner.equals(machine)) {
        whenGiven.accept(lease);
      } else {
        var unused = inbox.send(owner, WORD + " " + lease.number() + " " + lease.ticket());
      }
    }
  }

  private void heard(String numberAndTicket) {
    int space = numberAndTicket.indexOf(' ');
    long number = Long.parseLong(numberAndTicket.substring(0, space));
    Lease lease = new Lease(numberAndTicket.substring(space + 1), number);
    steps.execute(() -> whenGiven.accept(lease));
  }
}

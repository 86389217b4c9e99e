package dev.porchlight.cluster;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.AnswerSharing;
import dev.porchlight.answer.RequestSharing;
import dev.porchlight.answer.queue.AdmissionQueueFactory;
import dev.porchlight.cluster.calls.CallService;
import dev.porchlight.cluster.calls.RemoteCalls;
import dev.porchlight.cluster.limits.SharedLimits;
import dev.porchlight.cluster.log.SharedAnswers;
import dev.porchlight.cluster.owner.SharedRecords;
import dev.porchlight.cluster.queue.RedisAdmissionQueue;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.requests.SharedRequests;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.budget.BudgetSharing;
import dev.porchlight.llm.resilience.CircuitBreakerSharing;
import dev.porchlight.ratelimit.VisitorLimits;
import java.time.InstantSource;
import java.util.Locale;

/**
 * This machine's part in the machines that are one site over Redis: it makes the forms of the ports
 * that they share. Safe for use by any thread.
 */
public final class Cluster implements AutoCloseable {

  private final RedisLink link;
  private final MachineInbox inbox;
  private final SharedLimits limits;
  private final SharedAnswers answers;
  private final AdmissionQueueFactory queues;

  private Cluster(
      RedisLink link,
      MachineInbox inbox,
      SharedLimits limits,
      SharedAnswers answers,
      AdmissionQueueFactory queues) {
    this.link = link;
    this.inbox = inbox;
    this.limits = limits;
    this.answers = answers;
    this.queues = queues;
  }

  /**
   * Connects; where Redis can't be reached, goes on trying.
   *
   * @param machine an id that no other machine has
   * @param timers run what comes of a command
   * @throws dev.porchlight.cluster.redis.RedisRefusalException where Redis refuses the password
   */
  public static Cluster join(
      RedisConfig config, String machine, Timers timers, Ticker ticker, InstantSource clock) {
    RedisLink link = RedisLink.open(config, machine, timers, ticker);
    MachineInbox inbox = MachineInbox.of(link, timers);
    Cluster cluster =
        new Cluster(
            link,
            inbox,
            new SharedLimits(link, ticker, clock),
            new SharedAnswers(link, inbox, timers, ticker),
            (calls, length) ->
                RedisAdmissionQueue.join(calls, length, link, inbox, timers, ticker));
    inbox.start();
    if (cluster.isReached()) {
      cluster.limits.warmUp();
    }
    return cluster;
  }

  /** Whether Redis has answered since the start; before that, no model is called. */
  public boolean isReached() {
    return link.state() != RedisLink.State.UNREACHED;
  }

  /** How Redis is, in a word: {@code unreached}, {@code up} or {@code lost}. */
  public String state() {
    return link.state().name().toLowerCase(Locale.ROOT);
  }

  /** How many machines there are, as far as it was last known; this one counts too. */
  public int machines() {
    return link.machines();
  }

  /** The id of this machine. */
  public String machine() {
    return link.machine();
  }

  /** The limits on what a visitor is charged for. */
  public VisitorLimits visitorLimits() {
    return limits;
  }

  /** The day's budgets. */
  public BudgetSharing budgets() {
    return limits.budgets();
  }

  /** The circuit breakers. */
  public CircuitBreakerSharing circuitBreakers() {
    return limits.circuitBreakers();
  }

  /** The answers and the streams that read them. */
  public AnswerSharing answers() {
    return answers;
  }

  /**
   * The requests of visitors.
   *
   * @param timers look again at a request that another machine is asking
   */
  public RequestSharing requests(Timers timers) {
    return new SharedRequests(link, timers);
  }

  /** What the owner sees of all machines. */
  public SharedRecords records() {
    return new SharedRecords(link);
  }

  /** The admission queue, of which there is one. */
  public AdmissionQueueFactory queues() {
    return queues;
  }

  /** The calls that workers make for this machine; for one that calls no model itself. */
  public RemoteCalls remoteCalls(Timers timers) {
    return new RemoteCalls(link, inbox, timers);
  }

  /** The calls that this machine makes for others; for a worker. */
  public CallService callService(Timers timers) {
    return new CallService(link, inbox, timers);
  }

  /** Leaves: the others count this machine no more. */
  @Override
  public void close() {
    answers.close();
    inbox.close();
    link.close();
  }
}

package dev.porchlight.cluster.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Prompt;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: makes the calls that web machines hand to it. Safe for use by any thread.
 *
 * <p>A call whose web machine is gone is given up: nobody would read it.
 */
public final class CallService {

  private static final Logger log = LoggerFactory.getLogger(CallService.class);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final RedisLink link;
  private final MachineInbox inbox;
  private final Timers timers;
  private final WorkerRegister workers;
  private final Map<String, ServedCall> running = new ConcurrentHashMap<>();
  private final Map<String, CallRelay> relays = new ConcurrentHashMap<>();
  private final Map<String, Integer> missed = new ConcurrentHashMap<>();
  private final UnsentBytes unsent = new UnsentBytes();
  private volatile Map<String, ChatModel> models = Map.of();
  private volatile boolean isLeaving;

  public CallService(RedisLink link, MachineInbox inbox, Timers timers) {
    this.link = link;
    this.inbox = inbox;
    this.timers = timers;
    this.workers = new WorkerRegister(link);
    inbox.handle(CallMessages.CALL, this::called);
    inbox.handle(CallMessages.ABORT, text -> of(text, ServedCall::abort));
    inbox.handle(CallMessages.ASK, text -> of(text, ServedCall::report));
    inbox.onMissed(this::missed);
  }

  /**
   * Takes calls from now on.
   *
   * @param served the models by what their upstreams are called in all machines
   */
  public void serve(Map<String, ChatModel> served) {
    models = Map.copyOf(served);
    workers.announce();
    link.onBeat(this::beat);
    link.whileLost(this::lostFor);
  }

  /** Takes no more calls, and completes when those that run have ended, or the time is over. */
  public CompletionStage<Void> leave(Duration patience) {
    isLeaving = true;
    var unusedLeft = workers.leave();
    CompletableFuture<Void> left = new CompletableFuture<>();
    awaitEnd(left);
    var unusedTooLong =
        timers.schedule(() -> running.values().forEach(ServedCall::abort), patience);
    return left.completeOnTimeout(null, patience.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
  }

  private void awaitEnd(CompletableFuture<Void> left) {
    if (running.isEmpty() && relays.values().stream().allMatch(CallRelay::isIdle)) {
      left.complete(null);
    } else if (!left.isDone()) {
      var unused = timers.schedule(() -> awaitEnd(left), LOOK);
    }
  }

  private void called(String idMachineAndUpstream) {
    String[] words = idMachineAndUpstream.split(" ", 3);
    String id = words[0];
    CallRelay relay = relay(words[1]);
    ServedCall call = new ServedCall(id, words[1], relay, () -> running.remove(id));
    running.put(id, call);
    var unused =
        link.call(redis -> redis.getdel(CallMessages.promptKey(id)))
            .whenComplete((prompt, lost) -> start(call, words[2], prompt));
  }

  private CallRelay relay(String machine) {
    return relays.computeIfAbsent(
        machine, to -> new CallRelay(to, inbox, link.machine(), unsent, timers));
  }

  private void start(ServedCall call, String upstream, byte @Nullable [] prompt) {
    ChatModel model = models.get(upstream);
    if (model == null) {
      log.warn(
          "A call for the upstream {} could not be made: this worker has none; all machines need the"
              + " same settings of the models",
          upstream);
      call.end(new CompletionOutcome.Aborted());
      return;
    }
    if (prompt == null) {
      log.warn("A call could not be made: its prompt is not in Redis");
      call.forget();
      return;
    }
    try {
      Prompt read = CallText.prompt(new String(prompt, UTF_8));
      call.start(model, read);
    } catch (RuntimeException e) {
      log.error("A call could not be made for a fault of our own", e);
      call.end(new CompletionOutcome.Failed(FailureCode.INTERNAL_ERROR, null));
    }
  }

  /** Where a call is not known here, its web machine is told so, behind all that was sent. */
  private void of(String idAndMachine, Consumer<ServedCall> what) {
    int space = idAndMachine.indexOf(' ');
    String id = idAndMachine.substring(0, space);
    ServedCall call = running.get(id);
    if (call != null) {
      what.accept(call);
    } else {
      CallRelay relay = relay(idAndMachine.substring(space + 1));
      relay.put(Event.unknown(id));
      relay.sendSoon();
    }
  }

  /** Web machines that want no more of a call say so again where they hear of it. */
  private void missed() {
    running.values().forEach(ServedCall::report);
  }

  private void beat() {
    if (!isLeaving) {
      workers.announce();
    }
    Set<String> alive = link.machinesAlive();
    relays.forEach(
        (machine, relay) -> {
          int missing = alive.contains(machine) ? 0 : missed.getOrDefault(machine, 0) + 1;
          missed.put(machine, missing);
          if (missing >= CallMessages.MOST_MISSED) {
            giveUp(machine, relay);
          }
        });
  }

  private void lostFor(Duration time) {
    if (time.compareTo(CallMessages.PATIENCE) > 0 && !running.isEmpty() && !relays.isEmpty()) {
      log.warn("Redis is lost for too long: {} calls are given up", running.size());
      relays.forEach(this::giveUp);
    }
  }

  private void giveUp(String machine, CallRelay relay) {
    relays.remove(machine);
    missed.remove(machine);
    relay.close();
    running.values().stream()
        .filter(call -> call.machine.equals(machine))
        .forEach(ServedCall::abort);
  }
}

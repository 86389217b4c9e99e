package dev.porchlight.cluster.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.cluster.calls.CallText.Event;
import dev.porchlight.cluster.redis.MachineInbox;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.concurrent.SerialExecutor;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of a machine that calls no model itself, and hands them to workers. Safe for use by any
 * thread; its steps run one at a time.
 */
public final class RemoteCalls {

  private static final Logger log = LoggerFactory.getLogger(RemoteCalls.class);

  /** How long a worker may take to come for a prompt. */
  private static final Duration PROMPT_KEPT = Duration.ofMinutes(1);

  private final RedisLink link;
  private final MachineInbox inbox;
  private final Timers timers;
  private final WorkerRegister workers;
  private final AtomicLong lastNumber = new AtomicLong();
  private final Map<String, RemoteCall> open = new ConcurrentHashMap<>();

  /** Calls that are not there any more, of which a worker was told in this second. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  private final SerialExecutor steps =
      new SerialExecutor(fault -> log.error("A call's step failed", fault));

  /**
   * @param timers begin the calls, since nobody hears of a call before it is there
   */
  public RemoteCalls(RedisLink link, MachineInbox inbox, Timers timers) {
    this.link = link;
    this.inbox = inbox;
    this.timers = timers;
    this.workers = new WorkerRegister(link);
    inbox.handle(CallMessages.EVENTS, text -> step(() -> take(text)));
    link.onBeat(this::beat);
    link.whileLost(this::lostFor);
    var unused = workers.look();
  }

  /**
   * A model that workers call.
   *
   * @param upstream what it is called in all machines
   */
  public ChatModel model(String upstream, String description) {
    return new ChatModel() {
      @Override
      public String description() {
        return description;
      }

      @Override
      public ModelCall write(Prompt prompt, CompletionListener listener) {
        RemoteCall call = new RemoteCall(RemoteCalls.this, upstream, prompt, listener);
        timers.execute(() -> step(call::hand));
        return call;
      }
    };
  }

  void step(Runnable step) {
    steps.execute(step);
  }

  String newId(RemoteCall call) {
    String id = link.machine() + "." + lastNumber.incrementAndGet();
    open.put(id, call);
    return id;
  }

  void forget(String id) {
    open.remove(id);
  }

  @Nullable String nextWorker(Set<String> except) {
    return workers.next(except);
  }

  void hand(RemoteCall call, String id, String worker, Prompt prompt) {
    byte[] text = CallText.of(prompt).getBytes(UTF_8);
    SetArgs kept = SetArgs.Builder.px(PROMPT_KEPT.toMillis());
    String message = "%s %s %s %s".formatted(CallMessages.CALL, id, link.machine(), call.upstream);
    var unused =
        link.call(redis -> redis.set(CallMessages.promptKey(id), text, kept))
            .thenCompose(set -> inbox.send(worker, message))
            .whenComplete((sent, lost) -> step(() -> call.handed(worker, id, lost == null)));
  }

  void abort(String worker, String id) {
    send(worker, CallMessages.ABORT, id);
  }

  void ask(String worker, String id) {
    send(worker, CallMessages.ASK, id);
  }

  private void send(String worker, String word, String id) {
    var unused = inbox.send(worker, word + " " + id + " " + link.machine());
  }

  private void take(String workerAndEvents) {
    int space = workerAndEvents.indexOf(' ');
    String worker = workerAndEvents.substring(0, space);
    for (Event event : CallText.events(workerAndEvents.substring(space + 1))) {
      RemoteCall call = open.get(event.call());
      if (call != null) {
        call.take(event);
      } else if (event.end() == null && refused.add(event.call())) {
        abort(worker, event.call());
      }
    }
  }

  private void beat() {
    var unused = workers.look();
    Set<String> alive = link.machinesAlive();
    refused.clear();
    step(() -> List.copyOf(open.values()).forEach(call -> call.beat(alive)));
  }

  private void lostFor(Duration time) {
    if (time.compareTo(CallMessages.PATIENCE) > 0) {
      step(() -> List.copyOf(open.values()).forEach(RemoteCall::lose));
    }
  }
}

package dev.porchlight.cluster.limits;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.CircuitBreaker;
import dev.porchlight.llm.resilience.CircuitBreakerSharing;
import dev.porchlight.llm.resilience.CircuitOpening;
import dev.porchlight.llm.resilience.PermitResult;
import dev.porchlight.llm.resilience.UpstreamStatus.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of this machine, which follows those of the others: an opening holds for all
 * of them, and after it the first call is one for all of them. Safe for use by any thread.
 *
 * <p>A closed circuit asks Redis nothing. An opening is kept in Redis for as long as it lasts, and
 * announced; who misses that finds it a second later. While Redis is lost, each machine learns by
 * its own calls.
 */
final class RedisCircuitBreaker implements CircuitBreaker, CircuitBreakerSharing.Listener {

  /** How long the first call may be silent before another machine may try. */
  private static final Duration PROBE_LEASE = Duration.ofSeconds(30);

  private static final String CONFIRMED = "confirmed";

  /** Keeps the opening that lasts for longest. */
  private static final RedisScript OPEN =
      new RedisScript(
          """
          if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
          end
          redis.call('PUBLISH', ARGV[4], ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
          return {}
          """);

  private static final RedisScript LOOK =
      new RedisScript(
          """
          local opening = redis.call('GET', KEYS[1])
          if not opening then return {} end
          return {opening, redis.call('PTTL', KEYS[1])}
          """);

  /** Its own machine has it again, whose circuit breaker knows whether its call still runs. */
  private static final RedisScript TAKE_PROBE =
      new RedisScript(
          """
          local holder = redis.call('GET', KEYS[1])
          if holder and holder ~= ARGV[1] then return {0} end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return {1}
          """);

  private static final RedisScript FREE_PROBE =
      new RedisScript(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
          return {}
          """);

  private final RedisLink link;
  private final Ticker ticker;
  private final String key;
  private final String probeKey;
  private final String channel;
  private final CircuitBreakerSharing.Local local;

  /** Whether the circuit was opened, and nobody's call was taken since. */
  private volatile boolean needsProbe;

  /** Since when another machine's call probes. */
  private volatile long probedElsewhereNanos;

  private volatile boolean isProbedElsewhere;

  RedisCircuitBreaker(
      String name, CircuitBreakerSharing.LocalFactory factory, RedisLink link, Ticker ticker) {
    this.link = link;
    this.ticker = ticker;
    this.key = Keys.PREFIX + "circuit:{" + name + "}";
    this.probeKey = key + ":probe";
    this.channel = Keys.PREFIX + "circuit:" + name;
    this.local = factory.create(this);
    link.subscribe(channel, this::heard);
    link.onBeat(this::look);
  }

  @Override
  public CompletionStage<PermitResult> enter() {
    if (link.state() == RedisLink.State.UNREACHED) {
      return CompletableFuture.completedFuture(
          new PermitResult.Closed(FailureCode.UPSTREAM_UNAVAILABLE, null));
    }
    State now = local.state();
    return needsProbe && isAfterOpening(now) ? probe(now) : local.enter();
  }

  private static boolean isAfterOpening(State state) {
    return state == State.HALF_OPEN || state == State.SLOW_START;
  }

  private CompletionStage<PermitResult> probe(State now) {
    return link.call(
            redis ->
                TAKE_PROBE.run(
                    redis, List.of(probeKey), List.of(link.machine(), PROBE_LEASE.toMillis())))
        .handle((reply, lost) -> lost != null || Keys.number(reply.get(0)) == 1)
        .thenCompose(
            mayProbe -> mayProbe ? enterAsProbe() : CompletableFuture.completedFuture(held(now)));
  }

  private CompletionStage<PermitResult> enterAsProbe() {
    isProbedElsewhere = false;
    return local
        .enter()
        .thenApply(
            result -> {
              if (result instanceof PermitResult.Entered entered) {
                return new PermitResult.Entered(new ProbePermit(entered.permit()));
              }
              if (!isAfterOpening(local.state())) {
                freeProbe();
              }
              return result;
            });
  }

  private PermitResult held(State now) {
    if (!isProbedElsewhere) {
      probedElsewhereNanos = ticker.read();
      isProbedElsewhere = true;
    }
    return now == State.HALF_OPEN
        ? new PermitResult.Closed(local.code(), null)
        : new PermitResult.Full(
            local.code(), Duration.ofNanos(ticker.read() - probedElsewhereNanos));
  }

  @Override
  public State state() {
    return local.state();
  }

  @Override
  public @Nullable Duration remaining() {
    return local.remaining();
  }

  @Override
  public void close() {
    local.close();
  }

  @Override
  public void opened(CircuitOpening opening) {
    needsProbe = true;
    isProbedElsewhere = false;
    String text = opening.code() + " " + opening.tripped();
    long millis = Math.max(1, opening.remaining().toMillis());
    var unused =
        link.call(
            redis -> OPEN.run(redis, List.of(key), List.of(link.machine(), text, millis, channel)));
  }

  @Override
  public void confirmed() {
    if (needsProbe) {
      needsProbe = false;
      freeProbe();
      var unused =
          link.call(redis -> redis.publish(channel, bytes(link.machine() + " " + CONFIRMED)));
    }
  }

  private void freeProbe() {
    var unused =
        link.call(redis -> FREE_PROBE.run(redis, List.of(probeKey), List.of(link.machine())));
  }

  /** Of another machine: what it is, then {@code confirmed}, or an opening. */
  private void heard(String message) {
    String[] words = message.split(" ", -1);
    if (words[0].equals(link.machine())) {
      return;
    }
    if (words[1].equals(CONFIRMED)) {
      needsProbe = false;
      isProbedElsewhere = false;
      local.confirmedElsewhere();
    } else {
      openedElsewhere(words[1], words[2], Long.parseLong(words[3]));
    }
  }

  private void look() {
    var unused =
        link.call(redis -> LOOK.run(redis, List.of(key), List.of()))
            .thenAccept(
                reply -> {
                  if (reply.size() == 2) {
                    String[] words =
                        new String((byte[]) reply.get(0), StandardCharsets.UTF_8).split(" ", -1);
                    openedElsewhere(words[0], words[1], Keys.number(reply.get(1)));
                  }
                });
  }

  private void openedElsewhere(String code, String tripped, long millis) {
    if (local.remaining() == null && millis > 0) {
      needsProbe = true;
      isProbedElsewhere = false;
    }
    local.openedElsewhere(
        new CircuitOpening(
            FailureCode.valueOf(code), Boolean.parseBoolean(tripped), Duration.ofMillis(millis)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The permit of the first call after an opening: whatever becomes of it, others may follow. */
  private final class ProbePermit implements Permit {
    private final Permit permit;

    private ProbePermit(Permit permit) {
      this.permit = permit;
    }

    @Override
    public CompletionOutcome.@Nullable Failed failureSinceEntered() {
      return permit.failureSinceEntered();
    }

    @Override
    public void confirmed() {
      permit.confirmed();
    }

    @Override
    public void released() {
      permit.released();
      freeProbe();
    }

    @Override
    public void failed(CompletionOutcome.Failed failure) {
      permit.failed(failure);
      freeProbe();
    }

    @Override
    public void failedFor(FailureCode why, Duration time) {
      permit.failedFor(why, time);
      freeProbe();
    }
  }
}

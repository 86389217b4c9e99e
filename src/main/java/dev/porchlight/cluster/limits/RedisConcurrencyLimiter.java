package dev.porchlight.cluster.limits;

import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.ratelimit.ConcurrencyLimiter;
import dev.porchlight.ratelimit.Network;
import dev.porchlight.ratelimit.QuotaPolicy;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.ratelimit.RateLimitFields;
import dev.porchlight.ratelimit.Reservation;
import dev.porchlight.ratelimit.ServiceLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What visitors hold at once on all machines: leases, which the machine that took them prolongs, so
 * that what a dead machine held is free again soon. Each counts in this machine's own share of the
 * limit too, by which alone it decides while Redis is lost. Safe for use by any thread.
 */
final class RedisConcurrencyLimiter implements ConcurrencyLimiter {

  /** How long a lease lasts by Redis's clock; it is prolonged about ten times meanwhile. */
  private static final long LEASE_MILLIS = 30_000;

  private static final int BEATS_TO_RENEWAL = 3;

  private static final RedisScript TAKE =
      new RedisScript(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          local granted = 1
          local left = {}
          for i, key in ipairs(KEYS) do
            redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
            left[i] = tonumber(ARGV[i + 2]) - redis.call('ZCARD', key)
            if left[i] < 1 then granted = 0 end
          end
          local reply = {granted}
          for i, key in ipairs(KEYS) do
            if granted == 1 then
              redis.call('ZADD', key, now + ARGV[2], ARGV[1])
              redis.call('PEXPIRE', key, ARGV[2])
            end
            reply[i + 1] = left[i] - granted
          end
          return reply
          """);

  private static final RedisScript RENEW =
      new RedisScript(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000 + math.floor(time[2] / 1000)
          for i, key in ipairs(KEYS) do
            redis.call('ZADD', key, now + ARGV[2], ARGV[1])
            redis.call('PEXPIRE', key, ARGV[2])
          end
          return {}
          """);

  private static final RedisScript FREE =
      new RedisScript(
          """
          for i, key in ipairs(KEYS) do
            redis.call('ZREM', key, ARGV[1])
          end
          return {}
          """);

  private final QuotaPolicy policy;
  private final RedisLink link;
  private final MachineShare<ConcurrencyLimiter> own;
  private final AtomicLong lastLease = new AtomicLong();
  private final AtomicLong beats = new AtomicLong();

  /** The keys of each lease that this machine holds. */
  private final Map<String, List<String>> leases = new ConcurrentHashMap<>();

  /**
   * @param own makes this machine's share of the limit
   */
  RedisConcurrencyLimiter(
      QuotaPolicy policy, RedisLink link, MachineShare<ConcurrencyLimiter> own) {
    this.policy = policy;
    this.link = link;
    this.own = own;
    link.onBeat(this::renewNowAndThen);
  }

  @Override
  public CompletionStage<RateLimitDecision> take(ClientAddress visitor) {
    ConcurrencyLimiter share = own.of(link.machines());
    return takeShared(visitor)
        .handle(
            (shared, lost) -> lost == null ? counted(visitor, shared, share) : share.take(visitor))
        .thenCompose(Function.identity());
  }

  /** What is admitted counts in this machine's share as far as that goes. */
  private static CompletionStage<RateLimitDecision> counted(
      ClientAddress visitor, RateLimitDecision shared, ConcurrencyLimiter share) {
    return shared instanceof RateLimitDecision.Admitted admitted
        ? share.take(visitor).thenApply(ours -> Both.of(admitted, ours))
        : CompletableFuture.completedFuture(shared);
  }

  private CompletionStage<RateLimitDecision> takeShared(ClientAddress visitor) {
    String lease = link.machine() + "." + lastLease.incrementAndGet();
    List<Network> networks = visitor.networks();
    List<String> keys = networks.stream().map(network -> key(visitor, network)).toList();
    List<Object> arguments = new ArrayList<>(List.of(lease, LEASE_MILLIS));
    networks.forEach(network -> arguments.add(network.size().shareOf(policy).quota()));
    return link.call(redis -> TAKE.run(redis, keys, arguments))
        .thenApply(reply -> decision(reply, networks, lease, keys));
  }

  private RateLimitDecision decision(
      List<Object> reply, List<Network> networks, String lease, List<String> keys) {
    List<ServiceLimit> limits = new ArrayList<>();
    for (int i = 0; i < networks.size(); i++) {
      QuotaPolicy share = networks.get(i).size().shareOf(policy);
      limits.add(new ServiceLimit(share, Keys.number(reply.get(i + 1)), null));
    }
    ServiceLimit tightest = limits.stream().reduce(ServiceLimit::tightest).orElseThrow();
    RateLimitFields left = new RateLimitFields(List.of(tightest));
    if (Keys.number(reply.get(0)) == 0) {
      return new RateLimitDecision.Refused(tightest.policy(), null, left);
    }
    leases.put(lease, keys);
    return new RateLimitDecision.Admitted(new Reservation(() -> free(lease)), left);
  }

  private void free(String lease) {
    List<String> keys = leases.remove(lease);
    if (keys != null) {
      var unused = link.call(redis -> FREE.run(redis, keys, List.of(lease)));
    }
  }

  private void renewNowAndThen() {
    if (beats.getAndIncrement() % BEATS_TO_RENEWAL == 0) {
      leases.forEach(this::renew);
    }
  }

  /** Where it was given back meanwhile, it is freed again. */
  private void renew(String lease, List<String> keys) {
    var unused =
        link.call(redis -> RENEW.run(redis, keys, List.of(lease, LEASE_MILLIS)))
            .thenCompose(
                renewed ->
                    link.call(
                        redis ->
                            leases.containsKey(lease)
                                ? CompletableFuture.completedFuture(renewed)
                                : FREE.run(redis, keys, List.of(lease))));
  }

  @Override
  public int networks() {
    return own.of(link.machines()).networks();
  }

  /** The networks of one visitor are in one hash slot, by the largest. */
  private String key(ClientAddress visitor, Network network) {
    List<Network> all = visitor.networks();
    String slot = NetworkKeys.of(all.get(all.size() - 1));
    return "%sheld:%s:{%s}:%s".formatted(Keys.PREFIX, policy.name(), slot, NetworkKeys.of(network));
  }
}

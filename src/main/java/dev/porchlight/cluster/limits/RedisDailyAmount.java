package dev.porchlight.cluster.limits;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import dev.porchlight.llm.budget.BudgetDay;
import dev.porchlight.llm.budget.BudgetLog;
import dev.porchlight.llm.budget.DailyAmount;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.DailySpend;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How much of one thing all machines may spend in a day. Safe for use by any thread; its monitor
 * guards it, and is held over no call.
 *
 * <p>In Redis each machine has a count of its own, of what it has spent today and has reserved, and
 * only ever writes it whole: so a command that is sent twice, or after Redis was lost or emptied,
 * counts nothing twice and forgets nothing. The sum is taken by a script, with the reservations
 * that it allows in the same step. One script is on its way at a time; what is asked meanwhile goes
 * with the next. What a machine had reserved when it died counts as spent until the day ends.
 *
 * <p>What has no limit is reserved here alone, and Redis is told once a second what was spent of
 * it.
 *
 * <p>While Redis is lost, each machine may use its part of what was left when it was last known.
 */
final class RedisDailyAmount implements DailyAmount {

  private static final long KEPT_SECONDS = 2 * 86_400;
  private static final int HEADER = 2;

  private static final RedisScript UPDATE =
      new RedisScript(
          """
          local machine, spent, reserved = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
          local limit, othersSpent, othersReserved = tonumber(ARGV[4]), 0, 0
          local counts = redis.call('HGETALL', KEYS[1])
          for i = 1, #counts, 2 do
            if counts[i] ~= machine then
              local s, r = string.match(counts[i + 1], '(%d+) (-?%d+)')
              othersSpent = othersSpent + s
              othersReserved = othersReserved + r
            end
          end
          local reply = {string.format('%.0f', othersSpent), string.format('%.0f', othersReserved)}
          for i = 6, #ARGV do
            local amount = tonumber(ARGV[i])
            local all = othersSpent + othersReserved + spent + reserved + amount
            if limit < 0 or all <= limit then
              reserved = reserved + amount
              reply[#reply + 1] = 1
            else
              reply[#reply + 1] = 0
            end
          end
          redis.call('HSET', KEYS[1], machine, string.format('%.0f %.0f', spent, reserved))
          redis.call('EXPIRE', KEYS[1], ARGV[5])
          return reply
          """);

  private final String name;
  private final DailySpend.Unit unit;
  private final @Nullable Long limit;
  private final RedisLink link;
  private final BudgetLog log;

  @GuardedBy("this")
  private final BudgetDay day;

  /** What this machine has spent today, and has reserved. */
  @GuardedBy("this")
  private long spent;

  @GuardedBy("this")
  private long reserved;

  /** The same of the others, as of the last reply. */
  @GuardedBy("this")
  private long othersSpent;

  @GuardedBy("this")
  private long othersReserved;

  /** What this machine had spent and reserved at the last reply. */
  @GuardedBy("this")
  private long ownWhenKnown;

  @GuardedBy("this")
  private final Deque<Wish> wishes = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean isUnderWay;

  @GuardedBy("this")
  private boolean isChanged;

  /** A reservation that is asked for. */
  private record Wish(long amount, CompletableFuture<Boolean> granted) {}

  RedisDailyAmount(
      String name,
      DailySpend.Unit unit,
      @Nullable Long limit,
      InstantSource clock,
      RedisLink link) {
    this.name = name;
    this.unit = unit;
    this.limit = limit;
    this.link = link;
    this.log = new BudgetLog(name, unit, limit);
    this.day = BudgetDay.of(clock);
    link.onBeat(this::tell);
    link.onClose(this::tell);
  }

  @Override
  public @Nullable Long limit() {
    return limit;
  }

  /** Only what can't change again today says no; else the reservation is to tell. */
  @Override
  public synchronized boolean hasLeft(long amount) {
    turnDay();
    return isWithin(othersSpent + spent + amount);
  }

  @Override
  public boolean isSpent(long amount) {
    boolean isSpent = !hasLeft(amount);
    if (isSpent) {
      log.spent();
    }
    return isSpent;
  }

  @Override
  public CompletionStage<Boolean> reserve(long amount) {
    if (link.state() == RedisLink.State.UNREACHED) {
      return CompletableFuture.completedFuture(false);
    }
    if (limit == null) {
      reserveUnlimited(amount);
      return CompletableFuture.completedFuture(true);
    }
    Wish wish = new Wish(amount, new CompletableFuture<>());
    synchronized (this) {
      wishes.add(wish);
    }
    update();
    return wish.granted;
  }

  private synchronized void reserveUnlimited(long amount) {
    turnDay();
    reserved += amount;
  }

  @Override
  public void giveBack(long amount) {
    synchronized (this) {
      reserved -= amount;
    }
    changed();
  }

  @Override
  public void settle(long reservedAmount, long spentAmount) {
    long all;
    synchronized (this) {
      turnDay();
      reserved -= reservedAmount;
      spent = DailyAmount.sum(spent, spentAmount);
      all = Math.min(MAX, othersSpent + spent);
    }
    changed();
    log.settled(all);
  }

  @Override
  public synchronized long spent() {
    turnDay();
    return othersSpent + spent;
  }

  @Override
  public synchronized long reserved() {
    return othersReserved + reserved;
  }

  @Override
  public synchronized DailyBudgets.Status status() {
    return new DailyBudgets.Status(name, unit, limit, spent(), reserved());
  }

  @Override
  public synchronized Duration untilNextDay() {
    turnDay();
    return day.untilNext();
  }

  /** The others wait for what is left of a limit; without one, the next heartbeat tells them. */
  private void changed() {
    if (limit != null) {
      tell();
    }
  }

  private void tell() {
    synchronized (this) {
      isChanged = true;
    }
    update();
  }

  /** Sends this machine's count and what it wishes, unless that is on its way. */
  private void update() {
    List<Wish> batch;
    List<Object> arguments;
    String key;
    synchronized (this) {
      if (isUnderWay || (wishes.isEmpty() && !isChanged)) {
        return;
      }
      turnDay();
      isUnderWay = true;
      isChanged = false;
      batch = List.copyOf(wishes);
      wishes.clear();
      arguments =
          new ArrayList<>(
              List.of(link.machine(), spent, reserved, limit == null ? -1 : limit, KEPT_SECONDS));
      batch.forEach(wish -> arguments.add(wish.amount));
      key = "%sbudget:%s:%s".formatted(Keys.PREFIX, name, day.date());
    }
    var unused =
        link.call(redis -> UPDATE.run(redis, List.of(key), arguments))
            .whenComplete((reply, lost) -> settle(batch, lost == null ? reply : null));
  }

  private void settle(List<Wish> batch, @Nullable List<Object> reply) {
    List<Boolean> granted = reply == null ? decide(batch) : take(batch, reply);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).granted.complete(granted.get(i));
    }
    if (reply != null || isWished()) {
      update();
    }
  }

  private synchronized boolean isWished() {
    return !wishes.isEmpty();
  }

  private synchronized List<Boolean> take(List<Wish> batch, List<Object> reply) {
    isUnderWay = false;
    othersSpent = Math.min(MAX, Keys.number(reply.get(0)));
    othersReserved = Math.min(MAX, Keys.number(reply.get(1)));
    List<Boolean> granted = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      boolean isGranted = Keys.number(reply.get(i + HEADER)) == 1;
      reserved += isGranted ? batch.get(i).amount : 0;
      granted.add(isGranted);
    }
    ownWhenKnown = spent + reserved;
    return granted;
  }

  /** By this machine's share alone. */
  private synchronized List<Boolean> decide(List<Wish> batch) {
    isUnderWay = false;
    isChanged = true;
    List<Boolean> granted = new ArrayList<>();
    for (Wish wish : batch) {
      boolean isGranted = limit == null || isWithinShare(limit, wish.amount);
      reserved += isGranted ? wish.amount : 0;
      granted.add(isGranted);
    }
    return granted;
  }

  @GuardedBy("this")
  private boolean isWithinShare(long limitOfAll, long amount) {
    turnDay();
    long left = limitOfAll - othersSpent - othersReserved - ownWhenKnown;
    return spent + reserved + amount - ownWhenKnown <= left / link.machines();
  }

  @GuardedBy("this")
  private boolean isWithin(long amount) {
    return limit == null || amount <= limit;
  }

  @GuardedBy("this")
  private void turnDay() {
    if (day.turn()) {
      spent = 0;
      othersSpent = 0;
      ownWhenKnown = reserved;
      log.newDay();
    }
  }
}

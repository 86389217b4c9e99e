package dev.porchlight.model;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams that an answer may be asked of, in order, with what is known of each: whether it
 * asks for peace, is broken, has budget left. Safe for use by any thread.
 */
public final class Upstreams implements AutoCloseable {
  private static final List<String> NAMES = List.of("primary", "fallback");

  private final List<Candidate> candidates;
  private final Duration patience;
  private final Ticker ticker;
  private final Changes changes;
  private final BudgetKeeper keeper;

  private Upstreams(
      List<Candidate> candidates,
      Duration patience,
      Ticker ticker,
      Changes changes,
      BudgetKeeper keeper) {
    this.candidates = List.copyOf(candidates);
    this.patience = patience;
    this.ticker = ticker;
    this.changes = changes;
    this.keeper = keeper;
  }

  /**
   * What upstreams need of the world around them.
   *
   * @param scheduler runs the deadlines, which go by the ticker
   * @param clock only for the day that a budget is for
   * @param executor runs the listener, and writes the file of what is spent
   * @param random safe for use by any thread
   */
  public record Surroundings(
      ScheduledExecutorService scheduler,
      Ticker ticker,
      InstantSource clock,
      Executor executor,
      RandomGenerator random) {}

  /**
   * Upstreams of which nothing is known yet but what was spent today.
   *
   * @param models the primary one first, then the fallback, where there is one
   * @param patience how long an answer may wait for its upstreams, from its first call on
   * @param maxWindow how many calls an upstream takes at once when it is plainly open
   * @param folder keeps what was spent for the time after a restart, or null to forget it
   * @throws BudgetFileException if the file of what was spent can't be read or written
   */
  public static Upstreams create(
      List<BudgetedModel> models,
      Duration patience,
      int maxWindow,
      @Nullable Path folder,
      Surroundings around) {
    Changes changes = new Changes(around.executor());
    BudgetKeeper keeper = new BudgetKeeper(folder, around.scheduler(), around.executor());
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      candidates.add(
          candidate(
              NAMES.get(i),
              models.get(i),
              keeper,
              newGate(NAMES.get(i), maxWindow, changes, around),
              around));
    }
    keeper.save();
    return new Upstreams(candidates, patience, around.ticker(), changes, keeper);
  }

  /** One answer's way through the upstreams; nothing is called yet. */
  public Asking ask(Prompt prompt) {
    return new Asking(prompt, candidates, patience, ticker);
  }

  /**
   * Sets the one listener that is told, on any thread and under no lock, whenever {@link
   * Asking#choose} may answer otherwise than it did.
   */
  public void onChange(Runnable listener) {
    changes.listen(listener);
  }

  /** What the owner calls them, for the log. */
  public String description() {
    return candidates.stream()
        .map(candidate -> candidate.model().description())
        .collect(Collectors.joining(", or else "));
  }

  /** How each upstream is now, in their order. */
  public List<UpstreamSnapshot> snapshots() {
    return candidates.stream().map(Candidate::snapshot).toList();
  }

  /** Stops the timers, and keeps what was spent. */
  @Override
  public void close() {
    candidates.forEach(candidate -> candidate.gate().close());
    keeper.close();
  }

  private static Gate newGate(String name, int maxWindow, Changes changes, Surroundings around) {
    return new Gate(
        maxWindow,
        around.random(),
        around.scheduler(),
        around.ticker(),
        changes,
        new BreakerLog(name));
  }

  private static Candidate candidate(
      String name, BudgetedModel model, BudgetKeeper keeper, Gate gate, Surroundings around) {
    DailyBudget budget =
        new DailyBudget(name, model.dailyTokenBudget(), around.clock(), keeper.before(name));
    keeper.keep(name, budget);
    return new Candidate(name, model, gate, budget, keeper, around.executor());
  }
}

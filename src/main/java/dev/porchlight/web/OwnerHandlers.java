package dev.porchlight.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.DailySpend;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.owner.DailyFigures;
import dev.porchlight.owner.UnansweredQuestions;
import dev.porchlight.ratelimit.ClientAddress;
import dev.porchlight.web.files.ResponseWriter;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What only the owner may see of questions, visitors and upstreams. */
public final class OwnerHandlers {

  private final OwnerAccess access;
  private final RateLimitGuard guard;
  private final Supplier<String> metrics;
  private final UnansweredQuestions unanswered;
  private final DailyFigures figures;
  private final Supplier<List<DailyBudgets.Status>> budgets;
  private final Supplier<List<UpstreamState>> upstreams;
  private final Timers timers;

  /**
   * @param access lets the owner in
   * @param guard tells which visitor a request is from
   * @param metrics gives them in Prometheus' text format
   * @param unanswered the questions that were not answered
   * @param figures of the last days
   * @param budgets how much of each of the day's budgets is used
   * @param upstreams how each is now, in their order
   * @param timers keeps the least rate of a response
   */
  public OwnerHandlers(
      OwnerAccess access,
      RateLimitGuard guard,
      Supplier<String> metrics,
      UnansweredQuestions unanswered,
      DailyFigures figures,
      Supplier<List<DailyBudgets.Status>> budgets,
      Supplier<List<UpstreamState>> upstreams,
      Timers timers) {
    this.access = access;
    this.guard = guard;
    this.metrics = metrics;
    this.unanswered = unanswered;
    this.figures = figures;
    this.budgets = budgets;
    this.upstreams = upstreams;
    this.timers = timers;
  }

  public void metrics(Context ctx) {
    access.checkMetrics(ctx);
    ctx.header("Cache-Control", "no-store").contentType("text/plain; version=0.0.4; charset=utf-8");
    ResponseWriter.write(ctx, metrics.get().getBytes(UTF_8), timers);
  }

  /** Answers with what each of the last days had. */
  public void days(Context ctx) {
    access.check(ctx);
    ctx.json(figures.list());
  }

  /** Answers with how each upstream is; nothing where no model is configured. */
  public void upstreams(Context ctx) {
    access.check(ctx);
    ctx.json(upstreams.get());
  }

  /**
   * How much of a day's budget is used, in tokens or in dollars; null where it is in the other.
   *
   * @param limitTokens null also where there is none; so of dollars
   */
  public record BudgetState(
      String name,
      @Nullable Long limitTokens,
      @Nullable Long spentTokens,
      @Nullable Long reservedTokens,
      @Nullable BigDecimal limitUsd,
      @Nullable BigDecimal spentUsd) {

    static BudgetState of(DailyBudgets.Status status) {
      return status.unit() == DailySpend.Unit.TOKENS
          ? new BudgetState(
              status.name(), status.limit(), status.spent(), status.reserved(), null, null)
          : new BudgetState(
              status.name(), null, null, null, dollars(status.limit()), dollars(status.spent()));
    }

    private static @Nullable BigDecimal dollars(@Nullable Long nano) {
      return nano == null ? null : Prices.dollars(nano);
    }
  }

  /** Answers with how much of each of the day's budgets is used. */
  public void budgets(Context ctx) {
    access.check(ctx);
    ctx.json(budgets.get().stream().map(BudgetState::of).toList());
  }

  /** Answers with the questions that were not answered. */
  public void unanswered(Context ctx) {
    access.check(ctx);
    ctx.json(unanswered.list());
  }

  /** Erases one of them. */
  public void eraseUnanswered(Context ctx) {
    access.check(ctx);
    if (!unanswered.erase(ctx.pathParam("id"))) {
      throw new ProblemException(Problem.notFound());
    }
    ctx.status(204);
  }

  /**
   * Which visitor the owner is taken for, so that they see whether the proxies in front are counted
   * right.
   *
   * @param isPrivate whether it is an address of a private network, or of the machine itself
   */
  public record VisitorState(String address, boolean isPrivate) {}

  /** Answers with the address that the request counts for. */
  public void visitor(Context ctx) {
    access.check(ctx);
    ClientAddress address = guard.visitor(ctx);
    ctx.json(new VisitorState(address.inWords(), address.isPrivate()));
  }
}

package dev.porchlight;

import dev.porchlight.config.Settings;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.DailyBudget;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.openai.EndpointConfig;
import dev.porchlight.llm.openai.UpstreamProbe;
import dev.porchlight.llm.resilience.FailoverRouter;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.client.HttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the owner, beside the start, whether each upstream will answer. */
record UpstreamCheck(
    Settings.Models models,
    Settings.Costs costs,
    HttpClient client,
    ScheduledExecutorService scheduler,
    UpstreamCauses causes) {

  private static final Logger log = LoggerFactory.getLogger(UpstreamCheck.class);

  /**
   * Checks them in the background, and logs a line for each.
   *
   * @param budgets pay for what is asked
   */
  void start(DailyBudgets budgets) {
    if (models.isChecked() && models.upstream() != null) {
      start(
          FailoverRouter.PRIMARY,
          models.upstream(),
          budgets.open(
              FailoverRouter.PRIMARY, models.dailyTokens(), Prices.orFree(costs.prices())));
    }
    if (models.isChecked() && models.fallback() != null) {
      start(
          FailoverRouter.FALLBACK,
          models.fallback(),
          budgets.open(
              FailoverRouter.FALLBACK,
              models.fallbackDailyTokens(),
              Prices.orFree(costs.fallbackPrices())));
    }
  }

  private void start(String name, EndpointConfig upstream, DailyBudget budget) {
    var unused =
        new UpstreamProbe(upstream, client, scheduler)
            .check(() -> reserved(budget))
            .thenAccept(
                finding -> {
                  if (finding.isUsable()) {
                    log.info("The upstream {}", finding.line());
                  } else {
                    log.warn("The upstream {}", finding.line());
                    causes.failed(name, finding.line());
                  }
                });
  }

  private static CompletionStage<Boolean> reserved(DailyBudget budget) {
    TokenUsage most = new TokenUsage(UpstreamProbe.TOKENS, 0);
    return budget
        .reserve(most)
        .thenApply(
            reserved -> {
              if (reserved) {
                budget.settle(most, most);
              }
              return reserved;
            });
  }
}

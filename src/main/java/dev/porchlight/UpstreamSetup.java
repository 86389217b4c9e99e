package dev.porchlight;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.model.BudgetedModel;
import dev.porchlight.model.OpenAiModel;
import dev.porchlight.model.Upstream;
import dev.porchlight.model.Upstreams;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Makes the upstreams that the settings name.
 *
 * @param client what they are called by
 * @param executor runs what takes more than a moment
 */
record UpstreamSetup(
    Settings settings,
    HttpClient client,
    ScheduledExecutorService scheduler,
    Ticker ticker,
    Executor executor) {

  /** The upstream and its fallback, each with its budget; null where no model is configured. */
  @Nullable Upstreams upstreams() {
    Settings.Models models = settings.models();
    if (models.upstream() == null) {
      return null;
    }
    List<BudgetedModel> budgeted = new ArrayList<>();
    budgeted.add(model(models.upstream(), models.dailyTokens()));
    if (models.fallback() != null) {
      budgeted.add(model(models.fallback(), models.fallbackDailyTokens()));
    }
    return Upstreams.create(
        budgeted,
        models.patience(),
        settings.answerLimits().callsAtOnce(),
        settings.dataFolder(),
        new Upstreams.Surroundings(
            scheduler, ticker, InstantSource.system(), executor, new SecureRandom()));
  }

  /** What the model's answers rest on beside question and content; empty where there is none. */
  String fingerprint() {
    Upstream upstream = settings.models().upstream();
    return upstream == null ? "" : " %s %d".formatted(upstream, upstream.maxTokens());
  }

  private BudgetedModel model(Upstream upstream, @Nullable Long dailyTokens) {
    OpenAiModel model =
        OpenAiModel.create(
            upstream, client, scheduler, ticker, InstantSource.system(), new JsonMapper());
    return new BudgetedModel(model, upstream.maxTokens(), dailyTokens);
  }
}

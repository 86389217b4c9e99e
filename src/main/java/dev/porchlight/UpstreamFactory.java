package dev.porchlight;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.cluster.calls.RemoteCalls;
import dev.porchlight.config.Settings;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.openai.EndpointConfig;
import dev.porchlight.llm.openai.OpenAiChatModel;
import dev.porchlight.llm.resilience.FailoverRouter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Makes the upstreams that the settings name.
 *
 * @param client what they are called by
 * @param budgets what may be spent at each in a day
 * @param causes learn what went wrong
 * @param around what they need of the world around them
 * @param remote has workers call them, or null where this machine does
 */
record UpstreamFactory(
    Settings settings,
    HttpClient client,
    DailyBudgets budgets,
    UpstreamCauses causes,
    FailoverRouter.Surroundings around,
    @Nullable RemoteCalls remote) {

  /** The upstream and its fallback, each with its budget; null where no model is configured. */
  @Nullable FailoverRouter upstreams() {
    Settings.Models models = settings.models();
    if (models.upstream() == null) {
      return null;
    }
    List<BudgetedChatModel> budgeted = new ArrayList<>();
    budgeted.add(
        model(
            FailoverRouter.PRIMARY,
            models.upstream(),
            models.dailyTokens(),
            settings.costs().prices()));
    if (models.fallback() != null) {
      budgeted.add(
          model(
              FailoverRouter.FALLBACK,
              models.fallback(),
              models.fallbackDailyTokens(),
              settings.costs().fallbackPrices()));
    }
    return FailoverRouter.create(
        budgeted, models.patience(), settings.answerLimits().callsAtOnce(), budgets, around);
  }

  /** What the model's answers depend on beside question and content; empty where there is none. */
  String fingerprint() {
    EndpointConfig upstream = settings.models().upstream();
    return upstream == null ? "" : " %s %d".formatted(upstream, upstream.maxTokens());
  }

  /** The models that a worker calls, by the names of their upstreams. */
  Map<String, ChatModel> served() {
    Settings.Models models = settings.models();
    Map<String, ChatModel> served = new HashMap<>();
    if (models.upstream() != null) {
      served.put(FailoverRouter.PRIMARY, called(FailoverRouter.PRIMARY, models.upstream()));
    }
    if (models.fallback() != null) {
      served.put(FailoverRouter.FALLBACK, called(FailoverRouter.FALLBACK, models.fallback()));
    }
    return served;
  }

  private ChatModel called(String name, EndpointConfig upstream) {
    return OpenAiChatModel.create(
        upstream,
        client,
        around.scheduler(),
        around.ticker(),
        InstantSource.system(),
        new JsonMapper(),
        diagnosis -> causes.failed(name, diagnosis));
  }

  private BudgetedChatModel model(
      String name, EndpointConfig upstream, @Nullable Long dailyTokens, @Nullable Prices prices) {
    ChatModel model =
        remote == null ? called(name, upstream) : remote.model(name, upstream.toString());
    return new BudgetedChatModel(model, upstream.maxTokens(), dailyTokens, Prices.orFree(prices));
  }
}

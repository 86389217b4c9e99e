package dev.porchlight;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.embedding.PassageEmbeddings;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.knowledge.embedding.VectorStore;
import dev.porchlight.llm.TextEmbedder;
import dev.porchlight.llm.budget.BudgetedEmbedder;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.TokenBudget;
import dev.porchlight.llm.openai.OpenAiEmbedder;
import dev.porchlight.llm.resilience.FailoverRouter;
import java.time.InstantSource;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;

/** Makes what finds passages by meaning, from the settings. */
record EmbeddingFactory(
    Settings settings, ContentLibrary content, HttpClient client, Timers timers) {

  /**
   * Passages have a budget of their own; questions count in the model's.
   *
   * @return null where no embedding model is configured
   */
  @Nullable SemanticSearch search(DailyBudgets budgets, Ticker ticker) {
    Settings.Embeddings embeddings = settings.embeddings();
    if (embeddings == null) {
      return null;
    }
    TokenBudget ofModel = budgets.open(FailoverRouter.PRIMARY, settings.models().dailyTokens());
    return new SemanticSearch(
        new BudgetedEmbedder(embedder(embeddings), ofModel),
        passages(
            new BudgetedEmbedder(
                embedder(embeddings), budgets.open("embedding", embeddings.dailyTokens())),
            VectorStore.open(settings.contentFolder(), settings.dataFolder())),
        timers,
        ticker);
  }

  /** Embeds the passages of the content, and keeps their vectors. */
  PassageEmbeddings passages(TextEmbedder embedder, VectorStore store) {
    return new PassageEmbeddings(embedder, () -> content.get().pages(), store, timers);
  }

  /** Embeds whatever it is given, without a budget. */
  TextEmbedder embedder(Settings.Embeddings embeddings) {
    return new OpenAiEmbedder(
        embeddings.endpoint(), client, InstantSource.system(), new JsonMapper());
  }
}

package dev.porchlight;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.embedding.PassageEmbeddings;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.knowledge.embedding.VectorStorage;
import dev.porchlight.knowledge.embedding.VectorStore;
import dev.porchlight.llm.TextEmbedder;
import dev.porchlight.llm.budget.BudgetedEmbedder;
import dev.porchlight.llm.budget.DailyBudget;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
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
   * @param storage keeps the passages' vectors, or null to forget them
   * @return null where no embedding model is configured
   */
  @Nullable SemanticSearch search(
      DailyBudgets budgets, @Nullable VectorStorage storage, Ticker ticker) {
    Settings.Embeddings embeddings = settings.embeddings();
    if (embeddings == null) {
      return null;
    }
    Prices prices = Prices.orFree(settings.costs().embeddingPrices());
    DailyBudget ofModel =
        budgets.open(FailoverRouter.PRIMARY, settings.models().dailyTokens(), prices);
    DailyBudget ofPassages = budgets.open("embedding", embeddings.dailyTokens(), prices);
    return new SemanticSearch(
        new BudgetedEmbedder(embedder(embeddings), ofModel),
        passages(
            new BudgetedEmbedder(embedder(embeddings), ofPassages),
            VectorStore.open(settings.contentFolder(), storage)),
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

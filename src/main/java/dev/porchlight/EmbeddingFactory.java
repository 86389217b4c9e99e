package dev.porchlight;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.embedding.PassageEmbeddings;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.knowledge.embedding.VectorStore;
import dev.porchlight.llm.TextEmbedder;
import dev.porchlight.llm.budget.BudgetedEmbedder;
import dev.porchlight.llm.budget.DailyTokenBudget;
import dev.porchlight.llm.openai.OpenAiEmbedder;
import java.time.InstantSource;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;

/** Makes what finds passages by meaning, from the settings. */
record EmbeddingFactory(Settings settings, HttpClient client, Timers timers, Ticker ticker) {

  /** Embeds the passages, within the day's budget for that. */
  PassageEmbeddings passages(Settings.Embeddings embeddings, VectorStore store) {
    return new PassageEmbeddings(
        budgeted("passages", embeddings, embeddings.dailyTokens()), store, timers);
  }

  /** Embeds the questions, within as many tokens as the model itself has for a day. */
  SemanticSearch questions(Settings.Embeddings embeddings, PassageEmbeddings passages) {
    TextEmbedder embedder = budgeted("questions", embeddings, settings.models().dailyTokens());
    return new SemanticSearch(embedder, passages, timers, ticker);
  }

  private BudgetedEmbedder budgeted(
      String of, Settings.Embeddings embeddings, @Nullable Long tokens) {
    InstantSource clock = InstantSource.system();
    return new BudgetedEmbedder(
        new OpenAiEmbedder(embeddings.endpoint(), client, clock, new JsonMapper()),
        new DailyTokenBudget("embedding " + of, tokens, clock, null));
  }
}

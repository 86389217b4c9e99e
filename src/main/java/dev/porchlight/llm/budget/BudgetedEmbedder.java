package dev.porchlight.llm.budget;

import dev.porchlight.llm.EmbeddingException;
import dev.porchlight.llm.TextEmbedder;
import dev.porchlight.llm.TokenUsage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An embedding model that reads no more tokens in a day than its budget allows.
 *
 * @param budget what it may read; a call that it does not allow fails until the next day
 */
public record BudgetedEmbedder(TextEmbedder embedder, DailyBudget budget) implements TextEmbedder {

  @Override
  public String model() {
    return embedder.model();
  }

  @Override
  public CompletionStage<Embedded> embed(List<String> texts) {
    TokenUsage estimated = new TokenUsage(texts.stream().mapToLong(TokenEstimator::of).sum(), 0);
    return budget
        .reserve(estimated)
        .thenCompose(
            reserved ->
                reserved ? embed(texts, estimated) : CompletableFuture.failedFuture(spent()));
  }

  private CompletionStage<Embedded> embed(List<String> texts, TokenUsage estimated) {
    return embedder
        .embed(texts)
        .whenComplete(
            (made, failure) -> {
              if (made == null) {
                budget.giveBack(estimated);
              } else {
                budget.settle(
                    estimated, made.tokens() < 0 ? estimated : new TokenUsage(made.tokens(), 0));
              }
            });
  }

  private EmbeddingException spent() {
    return new EmbeddingException(
        "today's budget does not allow it.",
        EmbeddingException.Kind.TRANSIENT,
        budget.untilNextDay(),
        null);
  }
}

package dev.porchlight.llm.budget;

import dev.porchlight.llm.EmbeddingException;
import dev.porchlight.llm.TextEmbedder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An embedding model that reads no more tokens in a day than its budget allows.
 *
 * @param budget what it may read; a call that it does not allow fails until the next day
 */
public record BudgetedEmbedder(TextEmbedder embedder, TokenBudget budget) implements TextEmbedder {

  @Override
  public String model() {
    return embedder.model();
  }

  @Override
  public CompletionStage<Embedded> embed(List<String> texts) {
    long estimated = texts.stream().mapToLong(TokenEstimator::of).sum();
    return budget
        .reserve(estimated)
        .thenCompose(
            reserved ->
                reserved ? embed(texts, estimated) : CompletableFuture.failedFuture(spent()));
  }

  private CompletionStage<Embedded> embed(List<String> texts, long estimated) {
    return embedder
        .embed(texts)
        .whenComplete(
            (made, failure) -> {
              if (made == null) {
                budget.giveBack(estimated);
              } else {
                budget.settle(estimated, made.tokens() < 0 ? estimated : made.tokens());
              }
            });
  }

  private EmbeddingException spent() {
    return new EmbeddingException(
        "today's budget of " + budget.limit() + " tokens does not allow it.",
        EmbeddingException.Kind.TRANSIENT,
        budget.untilNextDay(),
        null);
  }
}

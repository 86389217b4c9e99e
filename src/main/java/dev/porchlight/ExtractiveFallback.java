package dev.porchlight;

import dev.porchlight.answer.FallbackAnswerer;
import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.ExtractiveAnswerer;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The extract model: it needs no key, and writes what the owner's own pages say, at once. */
final class ExtractiveFallback implements FallbackAnswerer {

  static final String DESCRIPTION =
      "the extract model, which quotes the site's own pages (set AI_API_URL for a real one)";

  private final Supplier<KnowledgeBase> knowledge;
  private final @Nullable SemanticSearch semantic;

  /**
   * @param knowledge gives what is known now
   * @param semantic finds the pages that are nearest to what can't be quoted, or null
   */
  ExtractiveFallback(Supplier<KnowledgeBase> knowledge, @Nullable SemanticSearch semantic) {
    this.knowledge = knowledge;
    this.semantic = semantic;
  }

  @Override
  public CompletionStage<Boolean> write(
      Question question, @Nullable FailureCode because, CompletionListener listener) {
    if (because != null && question.continued() != null) {
      return CompletableFuture.completedFuture(false);
    }
    KnowledgeBase known = knowledge.get();
    ExtractiveAnswerer extract = new ExtractiveAnswerer(known);
    RetrievalQuery query = RetrievalPrompts.query(question, question.history());
    ExtractiveAnswerer.Answer answer =
        because == null ? extract.direct(query) : extract.quote(query, why(because));
    if (answer != null) {
      write(known, answer, because, true, question.continued(), listener);
    } else if (because == null) {
      return nearest(known, query)
          .thenApply(
              byMeaning -> {
                write(
                    known,
                    extract.nearest(query, byMeaning),
                    null,
                    false,
                    question.continued(),
                    listener);
                return true;
              });
    }
    return CompletableFuture.completedFuture(answer != null);
  }

  /** By meaning, one list for each of the query's texts. */
  private CompletionStage<List<List<Passage>>> nearest(KnowledgeBase known, RetrievalQuery query) {
    return semantic == null
        ? CompletableFuture.completedFuture(List.of())
        : semantic.nearest(known.meaningsOf(query));
  }

  /**
   * @param continued what was written of it before, which is not written again
   */
  private static void write(
      KnowledgeBase known,
      ExtractiveAnswerer.Answer answer,
      @Nullable FailureCode because,
      boolean answered,
      @Nullable String continued,
      CompletionListener listener) {
    listener.begin(
        new AnswerStart(
            AnswerStart.By.EXTRACT, because, RetrievalPrompts.sources(known, answer.sources())));
    pieces(answer.pieces(), continued).forEach(listener::delta);
    listener.end(new CompletionOutcome.Finished("stop", null, true, answered));
  }

  private static List<String> pieces(List<String> pieces, @Nullable String continued) {
    String text = String.join("", pieces);
    return continued != null && text.startsWith(continued) && !text.equals(continued)
        ? List.of(text.substring(continued.length()))
        : pieces;
  }

  private static ExtractiveAnswerer.Why why(FailureCode because) {
    return switch (because) {
      case BUDGET_SPENT -> ExtractiveAnswerer.Why.BUDGET_SPENT;
      case UPSTREAM_BUSY -> ExtractiveAnswerer.Why.BUSY;
      default -> ExtractiveAnswerer.Why.UNAVAILABLE;
    };
  }
}

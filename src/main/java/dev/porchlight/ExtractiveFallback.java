package dev.porchlight;

import dev.porchlight.answer.FallbackAnswerer;
import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.ExtractiveAnswerer;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The extract model: it needs no key, and writes what the owner's own pages say, at once. */
final class ExtractiveFallback implements FallbackAnswerer {

  static final String DESCRIPTION =
      "the extract model, which quotes the site's own pages (set AI_API_URL for a real one)";

  private final Supplier<KnowledgeBase> knowledge;

  /**
   * @param knowledge gives what is known now
   */
  ExtractiveFallback(Supplier<KnowledgeBase> knowledge) {
    this.knowledge = knowledge;
  }

  @Override
  public boolean write(
      Question question, @Nullable FailureCode because, CompletionListener listener) {
    ExtractiveAnswerer extract = new ExtractiveAnswerer(knowledge.get());
    RetrievalQuery query = RetrievalPrompts.query(question, question.history());
    ExtractiveAnswerer.Answer answer =
        because == null ? extract.answer(query) : extract.quote(query, why(because));
    if (answer == null) {
      return false;
    }
    listener.begin(
        new AnswerStart(
            AnswerStart.By.EXTRACT,
            because,
            answer.sources().stream().map(RetrievalPrompts::source).toList()));
    answer.pieces().forEach(listener::delta);
    listener.end(new CompletionOutcome.Finished("stop", null));
    return true;
  }

  private static ExtractiveAnswerer.Why why(FailureCode because) {
    return switch (because) {
      case BUDGET_SPENT -> ExtractiveAnswerer.Why.BUDGET_SPENT;
      case UPSTREAM_BUSY -> ExtractiveAnswerer.Why.BUSY;
      default -> ExtractiveAnswerer.Why.UNAVAILABLE;
    };
  }
}

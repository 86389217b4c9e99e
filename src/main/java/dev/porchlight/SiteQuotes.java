package dev.porchlight;

import dev.porchlight.answer.Question;
import dev.porchlight.answer.StandIn;
import dev.porchlight.knowledge.Extract;
import dev.porchlight.knowledge.Inquiry;
import dev.porchlight.model.Begin;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.ModelEnding;
import dev.porchlight.model.ModelListener;
import org.jspecify.annotations.Nullable;

/** The extract model: it needs no key, and writes what the owner's own pages say, at once. */
final class SiteQuotes implements StandIn {

  static final String DESCRIPTION =
      "the extract model, which quotes the site's own pages (set AI_API_URL for a real one)";

  private final Extract extract;

  SiteQuotes(Extract extract) {
    this.extract = extract;
  }

  @Override
  public boolean write(Question question, @Nullable FailureCode because, ModelListener listener) {
    Inquiry inquiry = new Inquiry(question.message(), null, question.page());
    Extract.Answer answer =
        because == null ? extract.answer(inquiry) : extract.quote(inquiry, lead(because));
    if (answer == null) {
      return false;
    }
    listener.begin(
        new Begin(
            Begin.By.EXTRACT, because, answer.sources().stream().map(Grounding::source).toList()));
    answer.pieces().forEach(listener::delta);
    listener.end(new ModelEnding.Finished("stop", null));
    return true;
  }

  private static String lead(FailureCode because) {
    String why =
        switch (because) {
          case BUDGET_SPENT -> "The model’s allowance is used up for now";
          case UPSTREAM_BUSY -> "The model is busy right now";
          default -> "The model cannot answer right now";
        };
    return why + ", so I quote this site’s own pages";
  }
}

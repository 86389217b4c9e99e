package dev.porchlight;

import dev.porchlight.knowledge.Extract;
import dev.porchlight.model.Begin;
import dev.porchlight.model.Model;
import dev.porchlight.model.ModelCall;
import dev.porchlight.model.ModelEnding;
import dev.porchlight.model.ModelListener;
import dev.porchlight.model.Prompt;
import dev.porchlight.model.Turn;
import java.util.List;

/** The model that needs no key: it writes what the owner's own pages say, at once. */
final class ExtractModel implements Model {

  private final Extract extract;

  ExtractModel(Extract extract) {
    this.extract = extract;
  }

  @Override
  public String description() {
    return "the extract model, which quotes the site's own pages (set AI_API_URL for a real one)";
  }

  @Override
  public ModelCall write(Prompt prompt, ModelListener listener) {
    Extract.Answer answer = extract.answer(question(prompt.turns()));
    listener.begin(
        new Begin(
            Begin.By.EXTRACT, null, answer.sources().stream().map(Grounding::source).toList()));
    answer.pieces().forEach(listener::delta);
    listener.end(new ModelEnding.Finished("stop", null));
    return () -> {};
  }

  private static String question(List<Turn> turns) {
    return turns.get(turns.size() - 1).content();
  }
}

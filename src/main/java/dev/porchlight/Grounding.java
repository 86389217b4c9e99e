package dev.porchlight;

import dev.porchlight.answer.Prompts;
import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.Knowledge;
import dev.porchlight.knowledge.Passage;
import dev.porchlight.model.Prompt;
import dev.porchlight.model.Source;
import dev.porchlight.model.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rests a question on the owner's pages: the passages that concern it go into the system prompt.
 */
final class Grounding implements Prompts {

  private static final int MAX_PASSAGES = 4;

  private final Knowledge knowledge;

  Grounding(Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  @Override
  public Prompt promptFor(Question question) {
    List<Passage> passages = passagesFor(question);
    List<Turn> turns = new ArrayList<>();
    turns.add(new Turn(Turn.Role.SYSTEM, knowledge.systemPrompt(passages)));
    turns.addAll(question.history());
    turns.add(new Turn(Turn.Role.USER, question.message()));
    return new Prompt(turns, passages.stream().map(Grounding::source).toList());
  }

  /** What says nothing by itself, such as "tell me more", goes on from the question before it. */
  private List<Passage> passagesFor(Question question) {
    List<Passage> passages = knowledge.passagesFor(question.message(), MAX_PASSAGES);
    String before = questionBefore(question);
    return passages.isEmpty() && before != null
        ? knowledge.passagesFor(before + "\n" + question.message(), MAX_PASSAGES)
        : passages;
  }

  private static @Nullable String questionBefore(Question question) {
    return question.history().stream()
        .filter(turn -> turn.role() == Turn.Role.USER)
        .map(Turn::content)
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  static Source source(Passage passage) {
    return new Source(passage.title(), passage.url(), passage.excerpt());
  }
}

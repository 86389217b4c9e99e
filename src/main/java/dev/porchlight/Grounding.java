package dev.porchlight;

import dev.porchlight.answer.Prompts;
import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.Found;
import dev.porchlight.knowledge.Inquiry;
import dev.porchlight.knowledge.Knowledge;
import dev.porchlight.knowledge.Passage;
import dev.porchlight.knowledge.Standpoint;
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
  private static final int MAX_PASSAGES_OF_PAGE = 8;

  private final Knowledge knowledge;

  Grounding(Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  @Override
  public Draft draft(Question question) {
    return new SearchedDraft(question);
  }

  /** Searches once, and no sooner than it has to. */
  private final class SearchedDraft implements Draft {

    private final Question question;
    private @Nullable Found found;

    SearchedDraft(Question question) {
      this.question = question;
    }

    @Override
    public @Nullable String page() {
      Standpoint on = knowledge.hasPage(question.page()) ? found().on() : null;
      return on == null ? null : on.url();
    }

    @Override
    public Prompt prompt() {
      List<Turn> turns = new ArrayList<>();
      turns.add(new Turn(Turn.Role.SYSTEM, knowledge.systemPrompt(found())));
      turns.addAll(question.history());
      turns.add(new Turn(Turn.Role.USER, question.message()));
      return new Prompt(turns, found().passages().stream().map(Grounding::source).toList());
    }

    private Found found() {
      Found known = found;
      if (known == null) {
        known = knowledge.find(inquiry(question), MAX_PASSAGES, MAX_PASSAGES_OF_PAGE);
        found = known;
      }
      return known;
    }
  }

  private static Inquiry inquiry(Question question) {
    return new Inquiry(question.message(), questionBefore(question), question.page());
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

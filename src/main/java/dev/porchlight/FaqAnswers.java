package dev.porchlight;

import dev.porchlight.answer.OwnersAnswers;
import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.FaqEntry;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.Source;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the owner's FAQ.
 *
 * @param knowledge gives what is known now
 */
record FaqAnswers(Supplier<KnowledgeBase> knowledge) implements OwnersAnswers {

  @Override
  public @Nullable Consumer<CompletionListener> to(Question question) {
    KnowledgeBase known = knowledge.get();
    FaqEntry entry = known.ownersAnswer(question.message());
    return entry == null ? null : listener -> write(known, entry, listener);
  }

  private static void write(KnowledgeBase known, FaqEntry entry, CompletionListener listener) {
    List<Source> sources =
        entry.source().url().isEmpty()
            ? List.of()
            : RetrievalPrompts.sources(known, List.of(entry.source()));
    listener.begin(new AnswerStart(AnswerStart.By.FAQ, null, sources));
    listener.delta(entry.answer());
    listener.end(new CompletionOutcome.Finished("stop", null));
  }
}

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
    FaqEntry entry = knowledge.get().ownersAnswer(question.message());
    return entry == null ? null : listener -> write(entry, listener);
  }

  private static void write(FaqEntry entry, CompletionListener listener) {
    List<Source> sources =
        entry.source().url().isEmpty()
            ? List.of()
            : List.of(RetrievalPrompts.source(entry.source()));
    listener.begin(new AnswerStart(AnswerStart.By.FAQ, null, sources));
    listener.delta(entry.answer());
    listener.end(new CompletionOutcome.Finished("stop", null));
  }
}

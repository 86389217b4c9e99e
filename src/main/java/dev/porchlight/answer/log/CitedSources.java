package dev.porchlight.answer.log;

import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an answer begins, and which of its sources its text cites. Guarded by the log's lock. */
final class CitedSources {

  private @Nullable AnswerStart begin;
  private CitationTracker citations = new CitationTracker(0);

  void begin(AnswerStart with) {
    begin = with;
    citations = new CitationTracker(with.sources().size());
  }

  boolean isBegun() {
    return begin != null;
  }

  boolean isByModel() {
    return begin != null && begin.by() == AnswerStart.By.MODEL;
  }

  /** Takes the next piece of the text. */
  void read(String text) {
    citations.read(text);
  }

  /** The numbers of those that the text cites so far. */
  List<Integer> numbers() {
    return citations.cited();
  }

  /** The event that ends the log. */
  EventEncoder.Unplaced ending(Ending with) {
    List<Source> sources = begin == null ? List.of() : begin.sources();
    List<Integer> cited = numbers();
    return EventEncoder.ending(with, cited, NextQuestions.of(sources, cited));
  }
}

package dev.porchlight.web;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The owner's pages, as their handlers need them. Safe for use by any thread. */
public interface OwnerContent {

  /**
   * What is known now.
   *
   * @param leftOut how many files are no pages, by the reason
   * @param warnings what was wrong with files, a sentence each
   * @param readAt when the folder was looked at last, such as 2026-05-31T12:00:00Z
   * @param faqProblem why no answer can be written into {@code faq.md}, in sentences; null where
   *     one can
   */
  record State(
      int pages,
      int passages,
      Map<String, Integer> leftOut,
      List<String> warnings,
      String readAt,
      @Nullable String faqProblem) {

    public State {
      leftOut = Map.copyOf(leftOut);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * What a reload did.
   *
   * @param changed whether the content is another than before
   * @param leftOut how many files are no pages, by the reason
   * @param warnings what was wrong with files, a sentence each
   */
  record Reload(
      boolean changed,
      int pages,
      int passages,
      Map<String, Integer> leftOut,
      List<String> warnings) {

    public Reload {
      leftOut = Map.copyOf(leftOut);
      warnings = List.copyOf(warnings);
    }
  }

  /** What became of an answer that the owner wrote. */
  sealed interface Written {

    /**
     * It stands in {@code faq.md}.
     *
     * @param live whether who asks the question is given it; else another entry is nearer, or the
     *     question is not one that can be told from others
     */
    record Added(boolean live) implements Written {}

    /**
     * It was not written.
     *
     * @param field the member of the body that is wrong, or null where the file is
     * @param why in sentences for the owner
     */
    record Refused(@Nullable String field, String why) implements Written {}

    /**
     * The owner gave an answer before.
     *
     * @param question as it stands in {@code faq.md}
     */
    record AnsweredBefore(String question) implements Written {}
  }

  State state();

  /** Reads the folder again; null where that is under way already. */
  @Nullable Reload reload();

  /**
   * Appends an answer to {@code faq.md}, and makes it known at once.
   *
   * @return complete when visitors are given it
   */
  CompletionStage<Written> write(String question, String answer);
}

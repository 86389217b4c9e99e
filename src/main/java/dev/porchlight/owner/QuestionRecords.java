package dev.porchlight.owner;

import dev.porchlight.answer.QuestionListener;
import dev.porchlight.answer.QuestionOutcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs how each question went, a line for each without a word of the visitor, counts them by the
 * day, and gathers those that were not answered. Safe for use by any thread.
 */
public final class QuestionRecords implements QuestionListener {

  private static final Logger log = LoggerFactory.getLogger("question");

  private final UnansweredQuestions unanswered;
  private final DailyFigures figures;

  /**
   * @param unanswered gathers what was not answered
   * @param figures counts all
   */
  public QuestionRecords(UnansweredQuestions unanswered, DailyFigures figures) {
    this.unanswered = unanswered;
    this.figures = figures;
  }

  @Override
  public void ended(QuestionOutcome outcome) {
    LoggingEventBuilder line = log.atInfo();
    if (outcome.by() != null) {
      line = line.addKeyValue("by", outcome.by().name().toLowerCase(Locale.ROOT));
    }
    if (outcome.firstWord() != null) {
      line = line.addKeyValue("first_word_ms", outcome.firstWord().toMillis());
    }
    line.addKeyValue("total_ms", outcome.total().toMillis())
        .addKeyValue("tokens", outcome.usage().total())
        .log(outcome.ending());
    figures.add(outcome);
  }

  @Override
  public void refused(String why) {
    log.info("refused ({})", why);
    figures.refused(why);
  }

  @Override
  public void rated(boolean helpful, @Nullable Boolean before) {
    figures.rated(helpful, before);
  }

  @Override
  public void unanswered(String question, String visitor, Reason reason) {
    unanswered.add(question, visitor, reason);
  }
}

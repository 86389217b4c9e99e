package dev.porchlight.owner;

import dev.porchlight.answer.QuestionListener;
import dev.porchlight.answer.QuestionOutcome;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs how each question went, a line for each without a word of the visitor, and gathers those
 * that were not answered. Safe for use by any thread.
 */
public final class QuestionRecords implements QuestionListener {

  private static final Logger log = LoggerFactory.getLogger("question");

  private final UnansweredQuestions unanswered;

  /**
   * @param unanswered gathers them
   */
  public QuestionRecords(UnansweredQuestions unanswered) {
    this.unanswered = unanswered;
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
        .addKeyValue("tokens", outcome.tokens())
        .log(outcome.ending());
  }

  @Override
  public void unanswered(String question, String visitor, Reason reason) {
    unanswered.add(question, visitor, reason);
  }
}

package dev.porchlight;

import dev.porchlight.answer.QuestionOutcome;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs how each question went, a line for each, without a word of the visitor. */
final class QuestionLog implements Consumer<QuestionOutcome> {

  private static final Logger log = LoggerFactory.getLogger("question");

  @Override
  public void accept(QuestionOutcome outcome) {
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
}

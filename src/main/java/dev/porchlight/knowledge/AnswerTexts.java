package dev.porchlight.knowledge;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The sentences that are said where no model answers, in one of the page's languages. Safe for use
 * by any thread.
 */
final class AnswerTexts {

  private static final String BUNDLE = "dev.porchlight.knowledge.answers";
  private static final ResourceBundle.Control EXACT =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final ResourceBundle texts;

  /**
   * @param language its primary subtag (BCP 47); English where there are no texts in it
   */
  AnswerTexts(String language) {
    texts = ResourceBundle.getBundle(BUNDLE, Locale.forLanguageTag(language), EXACT);
  }

  /** A sentence with its placeholders filled in. */
  String text(String key, Object... arguments) {
    return new MessageFormat(texts.getString(key), Locale.ROOT).format(arguments);
  }
}

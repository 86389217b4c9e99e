package dev.porchlight.knowledge.search;

import java.lang.Character.UnicodeScript;
import org.jspecify.annotations.Nullable;

/** Tells the language of a question by its script, else by its function words. Stateless. */
final class QuestionLanguage {

  private QuestionLanguage() {}

  /**
   * The primary subtag of the language (BCP 47).
   *
   * @param otherwise the language where nothing tells another; null for English
   */
  static String of(String question, @Nullable Language otherwise) {
    if (has(question, UnicodeScript.HIRAGANA) || has(question, UnicodeScript.KATAKANA)) {
      return "ja";
    }
    if (has(question, UnicodeScript.HAN)) {
      return "zh";
    }
    if (has(question, UnicodeScript.ARABIC)) {
      return "ar";
    }
    Language language = LanguageDetector.of(question, otherwise);
    return language == null ? Language.ENGLISH.code() : language.code();
  }

  private static boolean has(String text, UnicodeScript script) {
    return text.codePoints().anyMatch(c -> UnicodeScript.of(c) == script);
  }
}

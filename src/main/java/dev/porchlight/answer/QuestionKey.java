package dev.porchlight.answer;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What makes two first questions the same: their words, but for case, white space, compatibility
 * forms (NFKC, Unicode Standard Annex 15) and the punctuation that ends a sentence.
 *
 * @param words the normalised question
 * @param fingerprint what the answer rests on beside the question: the owner's words and pages, the
 *     model, its settings
 */
record QuestionKey(String words, String fingerprint) {

  private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

  /** What a sentence ends with, in the scripts of the world; no sign that names anything. */
  private static final Pattern SENTENCE_END = Pattern.compile("[?!.…。؟।]+$");

  static QuestionKey of(String question, String fingerprint) {
    String folded = Normalizer.normalize(question, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String spaced = WHITE_SPACE.matcher(folded).replaceAll(" ").strip();
    String words = SENTENCE_END.matcher(spaced).replaceAll("").strip();
    return new QuestionKey(words.isEmpty() ? spaced : words, fingerprint);
  }
}

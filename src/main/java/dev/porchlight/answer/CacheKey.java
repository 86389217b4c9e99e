package dev.porchlight.answer;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes two first questions the same: their words, but for case, white space, compatibility
 * forms (NFKC, Unicode Standard Annex 15) and the punctuation that ends a sentence.
 *
 * @param words the normalised question
 * @param page the owner's page that the answer is about or rests on because the question was asked
 *     there, or null where that made no difference
 * @param fingerprint what the answer rests on beside the question: the owner's words and pages, the
 *     model, its settings
 */
record CacheKey(String words, @Nullable String page, String fingerprint) {

  private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

  /** What a sentence ends with, in the scripts of the world; no sign that names anything. */
  private static final Pattern SENTENCE_END = Pattern.compile("[?!.…。؟।]+$");

  static CacheKey of(String question, @Nullable String page, String fingerprint) {
    String folded = Normalizer.normalize(question, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    String spaced = WHITE_SPACE.matcher(folded).replaceAll(" ").strip();
    String words = SENTENCE_END.matcher(spaced).replaceAll("").strip();
    return new CacheKey(words.isEmpty() ? spaced : words, page, fingerprint);
  }

  /** In characters, but for the fingerprint, which all keys share. */
  int length() {
    return words.length() + (page == null ? 0 : page.length());
  }
}

package dev.porchlight.owner;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A question without what may tell who asked it.
 *
 * @param text on one line
 * @param words each once, in order, without case and accents: what tells it from others; empty
 *     where it has none
 */
public record MaskedQuestion(String text, String words) {

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern ACCENT = Pattern.compile("\\p{M}+");

  public static MaskedQuestion of(String question) {
    String masked = MaskedText.of(question);
    return new MaskedQuestion(masked, wordsOf(masked));
  }

  private static String wordsOf(String question) {
    String plain =
        ACCENT
            .matcher(Normalizer.normalize(question, Normalizer.Form.NFKD))
            .replaceAll("")
            .toLowerCase(Locale.ROOT);
    Set<String> words = new TreeSet<>(Arrays.asList(NO_WORD.split(plain, -1)));
    words.remove("");
    return String.join(" ", words);
  }
}

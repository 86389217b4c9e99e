package dev.porchlight.answer;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes two first questions the same: their words, but for case, white space within a line and
 * the punctuation that ends a sentence.
 *
 * @param words the folded question
 * @param page the owner's page that the answer is about because the question was asked there, or
 *     null where that made no difference
 * @param fingerprint what the answer depends on beside the question: the owner's words and pages,
 *     the model, its settings
 */
public record CacheKey(String words, @Nullable String page, String fingerprint) {

  /** White space but for what indents a line after the first, which code may depend on. */
  private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

  private static final Pattern WORD = Pattern.compile("\\p{Lu}{2,5}(?![\\p{L}\\p{N}])");

  /** What a sentence ends with, in the scripts of the world; no sign that names anything. */
  private static final String SENTENCE_ENDS = "?!.…。؟।？！";

  /** Words that name something else in capitals, where the rest of the question has none. */
  private static final Set<String> NAMES_IN_CAPITALS =
      Set.of("IT", "US", "WHO", "AIDS", "ICE", "PET", "RAM", "PIN", "SAP");

  /**
   * The key of a question.
   *
   * @param question in the form that {@link QuestionText} gives
   */
  public static CacheKey of(String question, @Nullable String page, String fingerprint) {
    String spaced = spaced(question);
    String words = withoutSentenceEnd(spaced);
    return new CacheKey(folded(words.isEmpty() ? spaced : words), page, fingerprint);
  }

  /** In characters, but for the fingerprint, which all keys share. */
  int length() {
    return words.length() + (page == null ? 0 : page.length());
  }

  private static String spaced(String question) {
    StringBuilder spaced = new StringBuilder(question.length());
    Matcher spaces = WHITE_SPACE.matcher(question.strip());
    while (spaces.find()) {
      String found = spaces.group();
      int line = found.lastIndexOf('\n');
      spaces.appendReplacement(spaced, line < 0 ? " " : found.substring(line));
    }
    return spaces.appendTail(spaced).toString();
  }

  private static String withoutSentenceEnd(String text) {
    int end = text.length();
    while (end > 0 && SENTENCE_ENDS.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    if (end < text.length() && text.charAt(end) == '!' && isMathematics(text, end)) {
      end++;
    }
    return text.substring(0, end).strip();
  }

  /** Whether an exclamation mark there is a factorial's: 5!, n!, (n + 1)! */
  private static boolean isMathematics(String text, int at) {
    if (at == 0) {
      return false;
    }
    char before = text.charAt(at - 1);
    boolean isOneLetter =
        Character.isLetter(before)
            && before < 0x250
            && (at == 1 || !Character.isLetterOrDigit(text.charAt(at - 2)));
    return Character.isDigit(before) || before == ')' || isOneLetter;
  }

  /** In lower case, but for names that are one only in capitals. */
  private static String folded(String text) {
    if (text.codePoints().noneMatch(Character::isLowerCase)) {
      return text.toLowerCase(Locale.ROOT);
    }
    StringBuilder folded = new StringBuilder(text.length());
    Matcher words = WORD.matcher(text);
    int from = 0;
    while (words.find()) {
      boolean startsAWord =
          words.start() == 0 || !Character.isLetterOrDigit(text.charAt(words.start() - 1));
      if (startsAWord && NAMES_IN_CAPITALS.contains(words.group())) {
        folded.append(text.substring(from, words.start()).toLowerCase(Locale.ROOT));
        folded.append(words.group());
        from = words.end();
      }
    }
    return folded.append(text.substring(from).toLowerCase(Locale.ROOT)).toString();
  }
}

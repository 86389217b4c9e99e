package dev.porchlight.knowledge.search;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells the language of a text by its function words. Safe for use by any thread. */
final class LanguageDetector {

  private static final int MAX_WORDS = 1_000;
  private static final double CLEARLY_MORE = 1.3;
  private static final int FEW_WORDS = 2;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]{2,}");

  private LanguageDetector() {}

  /** The language that has the most of a text's words as function words, or null where none has. */
  static @Nullable Language of(String text) {
    return mostFrequent(counts(text));
  }

  /**
   * The language that has the most of a text's words as function words.
   *
   * @param otherwise where no other has more of them than that
   */
  static @Nullable Language of(String text, @Nullable Language otherwise) {
    Map<Language, Integer> counts = counts(text);
    Language own = mostFrequent(counts);
    boolean isClear =
        own != null && counts.getOrDefault(own, 0) > counts.getOrDefault(otherwise, 0);
    return isClear ? own : otherwise;
  }

  /**
   * The languages of a site's texts, in a new list: the site's own, unless the text is clearly in
   * another.
   */
  static List<@Nullable Language> ofEach(List<String> texts) {
    List<Map<Language, Integer>> counts =
        texts.parallelStream().map(LanguageDetector::counts).toList();
    Map<Language, Integer> all = new EnumMap<>(Language.class);
    counts.forEach(each -> each.forEach((language, n) -> all.merge(language, n, Integer::sum)));
    Language most = mostFrequent(all);
    Language main = most == null ? Language.ENGLISH : most;
    List<@Nullable Language> languages = new ArrayList<>();
    for (Map<Language, Integer> each : counts) {
      Language own = mostFrequent(each);
      boolean isClear =
          own != null
              && each.getOrDefault(own, 0) >= each.getOrDefault(main, 0) * CLEARLY_MORE + FEW_WORDS;
      languages.add(isClear ? own : main);
    }
    return languages;
  }

  private static Map<Language, Integer> counts(String text) {
    Map<Language, Integer> counts = new EnumMap<>(Language.class);
    Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
    for (int i = 0; i < MAX_WORDS && words.find(); i++) {
      for (Language language : Language.values()) {
        if (language.functionWords().contains(words.group())) {
          counts.merge(language, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static @Nullable Language mostFrequent(Map<Language, Integer> counts) {
    Language most = null;
    for (Map.Entry<Language, Integer> each : counts.entrySet()) {
      if (most == null || each.getValue() > counts.getOrDefault(most, 0)) {
        most = each.getKey();
      }
    }
    return most;
  }
}

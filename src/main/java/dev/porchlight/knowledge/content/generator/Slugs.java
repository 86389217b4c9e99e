package dev.porchlight.knowledge.content.generator;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Turns words into a part of an address, as the generators do. */
final class Slugs {

  private static final Pattern NO_GITHUB_SLUG = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_\\- ]");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern NO_ASCII_WORD = Pattern.compile("[^a-z0-9_\\s-]+");
  private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^a-z0-9]+");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern DASHES_AROUND = Pattern.compile("^-+|-+$");

  private Slugs() {}

  /** As GitHub, kramdown's GFM, Hugo and github-slugger make the fragments of headings. */
  static String github(String words) {
    return NO_GITHUB_SLUG
        .matcher(words.strip().toLowerCase(Locale.ROOT))
        .replaceAll("")
        .replace(' ', '-');
  }

  /** As Python-Markdown makes the fragments of headings. */
  static String pythonMarkdown(String words) {
    return NO_ASCII_WORD
        .matcher(withoutAccents(words))
        .replaceAll("")
        .strip()
        .replaceAll("[-\\s]+", "-");
  }

  /** As Zola makes addresses and fragments: ASCII letters and digits between single dashes. */
  static String ascii(String words) {
    return trimmed(NO_LETTER_OR_DIGIT.matcher(withoutAccents(words)).replaceAll("-"));
  }

  /** As Jekyll makes a part of an address: letters and digits of any script. */
  static String letters(String words) {
    return trimmed(NO_WORD.matcher(words.toLowerCase(Locale.ROOT)).replaceAll("-"));
  }

  private static String withoutAccents(String words) {
    String apart = Normalizer.normalize(words, Normalizer.Form.NFKD);
    return MARKS.matcher(apart).replaceAll("").toLowerCase(Locale.ROOT);
  }

  private static String trimmed(String slug) {
    return DASHES_AROUND.matcher(slug).replaceAll("");
  }
}

package dev.porchlight.answer;

import java.text.Normalizer;

/**
 * The one form of a question's text that is searched for, sent to the model and compared with other
 * questions: so no two questions that differ there can share an answer.
 *
 * <p>Letters and digits that differ in looks alone become the plain ones: mathematical and full
 * width letters, ligatures, presentation forms. What changes the meaning stays: superscripts and
 * subscripts, fractions, Roman and circled numbers. Characters that nobody sees are left out, but
 * for the joiners that Persian, the Indic scripts and emoji are written with.
 */
public final class QuestionText {

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private QuestionText() {}

  /** The text in that form. Gives the same text again for what it gave. */
  public static String normalize(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isInvisible(c)).forEach(c -> appendPlain(plain, c));
    return Normalizer.normalize(plain, Normalizer.Form.NFC);
  }

  /** Whether there is anything to be seen in a text that is in that form. */
  public static boolean isBlank(String text) {
    return text.codePoints().noneMatch(QuestionText::isSeen);
  }

  private static void appendPlain(StringBuilder plain, int character) {
    if (isStyled(character)) {
      plain.append(Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC));
    } else {
      plain.appendCodePoint(character);
    }
  }

  /**
   * A variant of letters or digits by its block (Unicode Standard Annex 15, compatibility mappings
   * of the types font, wide, narrow, initial, medial, final and isolated).
   */
  private static boolean isStyled(int c) {
    return isIn(c, 0x1D400, 0x1D7FF) // mathematical letters and digits
        || isIn(c, 0x1EE00, 0x1EEFF) // Arabic mathematical letters
        || isIn(c, 0xFF01, 0xFFEE) // full width and half width forms
        || isIn(c, 0xFB00, 0xFB4F) // Latin, Armenian and Hebrew ligatures
        || isIn(c, 0xFB50, 0xFDFF) // Arabic presentation forms
        || isIn(c, 0xFE70, 0xFEFC)
        || isIn(c, 0x24B6, 0x24E9) // circled letters
        || isIn(c, 0x1F130, 0x1F149) // squared letters
        || isStyledLetterlike(c)
        || c == 0x3000; // the ideographic space
  }

  private static boolean isStyledLetterlike(int c) {
    return isIn(c, 0x2102, 0x2149)
        && Character.isLetter(c)
        && Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC).length() == 1;
  }

  private static boolean isIn(int c, int first, int last) {
    return c >= first && c <= last;
  }

  private static boolean isInvisible(int c) {
    return (Character.getType(c) == Character.FORMAT && !isJoiner(c) && !isSeenFormat(c))
        || isFiller(c)
        || isIn(c, 0xE0000, 0xE0FFF); // tags and variation selectors of plane 14
  }

  private static boolean isJoiner(int c) {
    return c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
  }

  /** The marks that stand before or around Arabic and Syriac numbers. */
  private static boolean isSeenFormat(int c) {
    return isIn(c, 0x0600, 0x0605)
        || c == 0x06DD
        || c == 0x070F
        || isIn(c, 0x0890, 0x0891)
        || c == 0x08E2;
  }

  /** Letters by their category that leave no mark: the fillers of Hangul and of Braille. */
  private static boolean isFiller(int c) {
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;
  }

  private static boolean isSeen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> true;
    };
  }
}

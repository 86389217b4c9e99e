package dev.porchlight.llm.budget;

/**
 * Estimates the tokens of a text from the classes of its characters. Tokenizers differ between
 * models; the weights are set so that no kind of text is estimated at less than nine tenths of what
 * OpenAI's {@code cl100k_base} and {@code o200k_base} make of it, and plain English at a third
 * more. For one thread at a time.
 */
public final class TokenEstimator {

  /** What the API adds for each message: its role and its marks. */
  static final int PER_TURN = 4;

  /* All weights are in twentieths of a token. */
  private static final int TOKEN = 20;
  private static final int FIRST_LETTER = 18;
  private static final int NEXT_LETTER = 2;
  private static final int LETTER_OF_LONG_WORD = 4;
  private static final int NEXT_CAPITAL = 1;
  private static final int CAPITAL_AFTER_SMALL_LETTER = 18;
  private static final int CROWDED_CONSONANT = 17;
  private static final int MARK = 16;
  private static final int SPACE = 2;
  private static final int BREAK = 4;
  private static final int REPEATED_SPACE = 1;

  private static final int CYRILLIC_LETTER = 12;
  private static final int LETTER_OF_TWO_BYTES = 22;
  private static final int COMMON_OF_THREE_BYTES = 26;

  private static final char COMBINING_MARKS = 0x0300;
  private static final char GREEK = 0x0370;
  private static final char CYRILLIC = 0x0400;
  private static final char CYRILLIC_ENDS = 0x0530;
  private static final char DEVANAGARI = 0x0900;
  private static final char TIBETAN = 0x0F00;
  private static final char CJK = 0x3000;
  private static final char YI = 0xA000;
  private static final char HANGUL = 0xAC00;
  private static final char SURROGATES = 0xD7B0;
  private static final char FULL_WIDTH = 0xFF00;

  private static final int LONG_WORD = 8;
  private static final int CROWD = 3;

  /** The bit of each vowel's number in the alphabet, a being 1. */
  private static final int VOWELS =
      (1 << 1) | (1 << 5) | (1 << 9) | (1 << 15) | (1 << 21) | (1 << 25);

  private enum Kind {
    NONE,
    LETTER,
    DIGIT,
    SPACE
  }

  private static final Kind[] ASCII_KINDS = new Kind[0x80];

  static {
    for (char unit = 0; unit < ASCII_KINDS.length; unit++) {
      ASCII_KINDS[unit] = kindOfAscii(unit);
    }
  }

  private long twentieths;
  private Kind before = Kind.NONE;
  private char charBefore;
  private int lettersInWord;
  private int consonantsInRow;

  /** Of a text in pieces. */
  public static long of(String... pieces) {
    TokenEstimator estimate = new TokenEstimator();
    for (String piece : pieces) {
      estimate.add(piece);
    }
    return estimate.tokens();
  }

  /** Adds a piece of a text, which may end anywhere. */
  public void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      Kind kind = kindOf(unit);
      twentieths +=
          switch (kind) {
            case LETTER -> ofLetter(unit);
            case DIGIT -> TOKEN;
            case SPACE -> ofSpace(unit);
            case NONE -> ofOther(unit);
          };
      if (kind != Kind.LETTER) {
        lettersInWord = 0;
        consonantsInRow = 0;
      }
      before = kind;
      charBefore = unit;
    }
  }

  public long tokens() {
    return (twentieths + TOKEN - 1) / TOKEN;
  }

  private static Kind kindOf(char unit) {
    return unit < ASCII_KINDS.length ? ASCII_KINDS[unit] : Kind.NONE;
  }

  private static Kind kindOfAscii(char unit) {
    if (isLower(unit) || isUpper(unit)) {
      return Kind.LETTER;
    }
    if (unit >= '0' && unit <= '9') {
      return Kind.DIGIT;
    }
    return unit == ' ' || isBreak(unit) ? Kind.SPACE : Kind.NONE;
  }

  /** A common word is one token; what is no word, with few vowels or many capitals, is more. */
  private int ofLetter(char letter) {
    lettersInWord++;
    consonantsInRow = isVowel(letter) ? 0 : consonantsInRow + 1;
    if (lettersInWord == 1) {
      return FIRST_LETTER;
    }
    int weight = lettersInWord < LONG_WORD ? NEXT_LETTER : LETTER_OF_LONG_WORD;
    if (isUpper(letter)) {
      weight += isLower(charBefore) ? CAPITAL_AFTER_SMALL_LETTER : NEXT_CAPITAL;
    }
    return consonantsInRow < CROWD ? weight : weight + CROWDED_CONSONANT;
  }

  /** A space belongs to the word after it, but to no digit after it. */
  private int ofSpace(char space) {
    return switch (before) {
      case SPACE -> isBreak(space) ? BREAK : REPEATED_SPACE;
      case DIGIT -> TOKEN;
      default -> isBreak(space) ? BREAK : SPACE;
    };
  }

  /** Of UTF-8 beyond ASCII, what is rare is a token a byte. */
  private static int ofOther(char unit) {
    if (unit < 0x80) {
      return Character.isISOControl(unit) ? TOKEN : MARK;
    }
    if (unit < 0x800) {
      return ofTwoBytes(unit);
    }
    if (Character.isSurrogate(unit)) {
      return 2 * TOKEN;
    }
    return isCommonOfThreeBytes(unit) ? COMMON_OF_THREE_BYTES : 3 * TOKEN;
  }

  private static int ofTwoBytes(char unit) {
    if (unit < COMBINING_MARKS) {
      return TOKEN;
    }
    if (unit < GREEK) {
      return 2 * TOKEN;
    }
    return unit >= CYRILLIC && unit < CYRILLIC_ENDS ? CYRILLIC_LETTER : LETTER_OF_TWO_BYTES;
  }

  /** The scripts of India, Thai and Lao, and those of China, Japan and Korea. */
  private static boolean isCommonOfThreeBytes(char unit) {
    return (unit >= DEVANAGARI && unit < TIBETAN)
        || (unit >= CJK && unit < YI)
        || (unit >= HANGUL && unit < SURROGATES)
        || unit >= FULL_WIDTH;
  }

  private static boolean isLower(char unit) {
    return unit >= 'a' && unit <= 'z';
  }

  private static boolean isUpper(char unit) {
    return unit >= 'A' && unit <= 'Z';
  }

  private static boolean isBreak(char unit) {
    return unit == '\n' || unit == '\r' || unit == '\t';
  }

  private static boolean isVowel(char letter) {
    return ((VOWELS >>> (letter & 0x1F)) & 1) != 0;
  }
}

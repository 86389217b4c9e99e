package dev.porchlight.llm.budget;

import dev.porchlight.llm.Prompt;

/**
 * About how many tokens a text has: four characters of Latin text are one, a character of Chinese,
 * Japanese or Korean and an emoji are one each, and of any other script two characters are one.
 * Tokenizers differ between models; this one errs upwards more often than not. For one thread at a
 * time.
 */
public final class TokenEstimator {
  private static final int QUARTERS = 4;

  /** What the API adds for each message: its role and its marks. */
  private static final int PER_TURN = 4;

  private static final int LATIN_ENDS = 0x0250;
  private static final int HANGUL_JAMO = 0x1100;
  private static final int HANGUL_JAMO_ENDS = 0x1200;
  private static final int CJK = 0x2E80;

  private long quarters;

  public static long ofPrompt(Prompt prompt) {
    return prompt.turns().stream().mapToLong(message -> PER_TURN + of(message.content())).sum();
  }

  static long of(String text) {
    TokenEstimator estimate = new TokenEstimator();
    estimate.add(text);
    return estimate.tokens();
  }

  public void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      quarters += quartersOf(text.charAt(i));
    }
  }

  public long tokens() {
    return (quarters + QUARTERS - 1) / QUARTERS;
  }

  /** The two halves of a character beyond 16 bits are half a token each. */
  private static int quartersOf(char unit) {
    if (unit < LATIN_ENDS) {
      return 1;
    }
    boolean cjk = unit >= CJK || (unit >= HANGUL_JAMO && unit < HANGUL_JAMO_ENDS);
    return cjk && !Character.isSurrogate(unit) ? QUARTERS : QUARTERS / 2;
  }
}

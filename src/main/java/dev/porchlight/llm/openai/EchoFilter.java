package dev.porchlight.llm.openai;

import org.jspecify.annotations.Nullable;

/**
 * Takes a text that only repeats the model's reasoning out of the answer, as some servers send it
 * where a model thought and wrote nothing. For one thread at a time.
 *
 * <p>A text is held as long as it may still become such a repetition, and let through with its
 * first character that differs.
 */
final class EchoFilter {

  /** Of longer reasoning no repetition is looked for. */
  private static final int MAX_CHARACTERS = 64 * 1024;

  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder held = new StringBuilder();
  private @Nullable String expected;
  private int matched;
  private boolean through;

  /** Hears a piece of reasoning. */
  void think(String piece) {
    if (expected == null && !through) {
      reasoning.append(piece);
      through = reasoning.length() > MAX_CHARACTERS;
    }
  }

  /** What of the text so far is now known to be the answer's. */
  String filter(String text) {
    if (through || text.isEmpty()) {
      return text;
    }
    if (expected == null) {
      expected = reasoning.toString().strip();
    }
    held.append(text);
    through = expected.isEmpty() || !repeats(expected, text);
    return through ? takeHeld() : "";
  }

  /** What was held back and is the answer's: nothing where it repeats the whole reasoning. */
  String end() {
    boolean repeated = !through && expected != null && matched == expected.length();
    return repeated ? "" : takeHeld();
  }

  /** Whether the text goes on with the repetition, whose blanks at both ends do not count. */
  private boolean repeats(String whole, String text) {
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (matched < whole.length() && next == whole.charAt(matched)) {
        matched++;
      } else if (!Character.isWhitespace(next) || (matched > 0 && matched < whole.length())) {
        return false;
      }
    }
    return true;
  }

  private String takeHeld() {
    String text = held.toString();
    held.setLength(0);
    return text;
  }
}

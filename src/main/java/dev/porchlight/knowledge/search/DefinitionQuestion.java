package dev.porchlight.knowledge.search;

import java.util.regex.Pattern;

/** Tells whether a question asks what or who something is. Stateless. */
final class DefinitionQuestion {

  private static final Pattern OPENING =
      Pattern.compile(
          "^¿?(?:(?:what|who) ?(?:is|are|was|were|['’]s)"
              + "|tell me about"
              + "|(?:was|wer|wat|wie|hva|vad|hvad|hvem) (?:ist|sind|war|is|zijn|er|är)"
              + "|qu['’]est[- ]ce que?|c['’]est quoi|qui est|qui sont"
              + "|(?:qué|que|quién|quem|quien|o que|che cosa|chi) (?:es|é|è|son|são|sono|era)"
              + "|cos['’]è)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final int MAX_CHARS = 200;

  private DefinitionQuestion() {}

  static boolean isOne(String question) {
    return question.length() <= MAX_CHARS && OPENING.matcher(question.strip()).find();
  }
}

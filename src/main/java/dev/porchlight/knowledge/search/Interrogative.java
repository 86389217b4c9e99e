package dev.porchlight.knowledge.search;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a question asks for: "when is the course?" and "where is the course?" have other answers.
 */
enum Interrogative {
  AMOUNT(
      "how (?:much|many)|wie ?viele?|combien(?! de temps)|cu[aá]nt[oa]s?(?! tiempo)|quant[oa]s?"
          + "|(?:what|was|qué|que) (?:does|do|kostet|kosten|cuesta)"),
  DURATION("how long|wie lange|combien de temps|cuánto tiempo|quanto tempo"),
  TIME("when|what time|wann|quand|[àa] quelle heure|cu[aá]ndo|a qué hora|quando|até quando"),
  PLACE("where|woher|wohin|wo|o[uù]|d[oó]nde|onde|dove"),
  PERSON("who|whose|wer|wem|wen|qui|qui[eé]n(?:es)?|quem|chi"),
  REASON("why|warum|wieso|weshalb|pourquoi|por qu[eé]|perché"),
  MANNER("how|wie|comment|c[oó]mo|come"),
  THING(
      "what|which|was|welche[nrs]?|que(?:l(?:le)?s?)?|quoi|qu['’]est[- ]ce|qu[eé]|cu[aá]l(?:es)?|qual"),
  YES_OR_NO(
      "(?:can|could|may|do|does|did|is|are|will|would|should|have|has"
          + "|kann|können|darf|gibt|ist|sind|haben|hat|nehmen|bieten|verkaufen"
          + "|est-ce que|peut-on|puis-je|avez-vous|y a-t-il|faites-vous|acceptez-vous"
          + "|puedo|puede|se puede|se pueden|hay|tienen|tiene|es|son|aceptan)(?= )");

  private static final int MAX_CHARS = 300;

  private final Pattern opening;

  Interrogative(String words) {
    opening =
        Pattern.compile(
            "^(?:" + words + ")(?![\\p{L}\\p{M}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** What a question opens with, or null where it opens with none of these. */
  static @Nullable Interrogative of(String question) {
    String head = question.substring(0, Math.min(question.length(), MAX_CHARS)).strip();
    String words = head.startsWith("¿") ? head.substring(1).strip() : head;
    for (Interrogative each : values()) {
      if (each.opening.matcher(words).find()) {
        return each;
      }
    }
    return null;
  }
}

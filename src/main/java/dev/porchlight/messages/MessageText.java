package dev.porchlight.messages;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a message says, in plain text for people. Stateless. */
final class MessageText {

  static final String TITLE = "A visitor left a message";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private MessageText() {}

  /** When it came, and the id by which doubles can be told. */
  static String footer(VisitorMessage message) {
    return "Received %s. Message %s.".formatted(TIME.format(message.received()), message.id());
  }

  /** The conversation, turn by turn; empty where there is none. */
  static String conversation(List<VisitorMessage.Turn> turns) {
    return turns.stream()
        .map(turn -> "%s: %s".formatted(speaker(turn), turn.content()))
        .collect(Collectors.joining("\n\n"));
  }

  private static String speaker(VisitorMessage.Turn turn) {
    return turn.role().equals(VisitorMessage.Turn.USER) ? "Visitor" : "Answer";
  }

  /** The end of a text that is too long, never half a character. */
  static String end(String text, int maxCharacters) {
    if (text.length() <= maxCharacters) {
      return text;
    }
    int from = text.length() - Math.max(0, maxCharacters - 1);
    boolean splits = from < text.length() && Character.isLowSurrogate(text.charAt(from));
    return "…" + text.substring(splits ? from + 1 : from);
  }
}

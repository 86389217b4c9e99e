package dev.porchlight.web;

import dev.porchlight.answer.QuestionText;
import dev.porchlight.messages.ReplyAddress;
import dev.porchlight.messages.VisitorMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /messages} as it came in, before its rules are checked.
 *
 * @param website a field that people don't see; whoever fills it in is a program
 */
record MessageRequest(
    @Nullable String message,
    @Nullable String replyTo,
    @Nullable List<ChatRequest.@Nullable HistoryTurn> conversation,
    @Nullable String website) {

  static final int MAX_BODY_BYTES = ChatRequest.MAX_BODY_BYTES;

  private static final StrictJson<MessageRequest> BODY =
      new StrictJson<>(
          MessageRequest.class, "message", "message, replyTo, conversation and website are");

  private static final Set<String> ROLES =
      Set.of(VisitorMessage.Turn.USER, VisitorMessage.Turn.ASSISTANT);

  /** What no text needs: control characters but for tabs and line ends, and half characters. */
  private static final Pattern UNWANTED =
      Pattern.compile("[\\p{Cs}\\u007F-\\u009F\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]");

  /**
   * Reads a body.
   *
   * @throws ProblemException 400, naming the field where it is one
   */
  static MessageRequest parse(byte[] body) {
    return BODY.parse(body);
  }

  /** Whether a program filled it in. */
  boolean isFromProgram() {
    return website != null && !website.isEmpty();
  }

  /**
   * The message, checked.
   *
   * @throws ProblemException 400, naming the field
   */
  VisitorMessage toMessage(String id, Instant received) {
    return new VisitorMessage(id, received, checkedText(), checkedReplyTo(), checkedTurns());
  }

  private String checkedText() {
    String text = message == null ? "" : wellFormed(message).strip();
    if (QuestionText.isBlank(text)) {
      throw StrictJson.invalid(
          "message",
          "is missing, blank or made of invisible characters; the visitor's message is expected");
    }
    if (text.length() > VisitorMessage.MAX_CHARACTERS) {
      throw StrictJson.invalid(
          "message",
          "has %d characters; at most %d are allowed"
              .formatted(text.length(), VisitorMessage.MAX_CHARACTERS));
    }
    return text;
  }

  private @Nullable String checkedReplyTo() {
    if (replyTo == null || replyTo.isEmpty()) {
      return null;
    }
    if (!ReplyAddress.isPlausible(replyTo)) {
      throw StrictJson.invalid(
          "replyTo",
          "is no e-mail address; one such as name@example.com is expected, of at most %d characters"
              .formatted(ReplyAddress.MAX_CHARACTERS));
    }
    return replyTo;
  }

  private List<VisitorMessage.Turn> checkedTurns() {
    List<ChatRequest.@Nullable HistoryTurn> given = conversation == null ? List.of() : conversation;
    if (given.size() > ChatRequest.MAX_HISTORY_TURNS) {
      throw StrictJson.invalid(
          "conversation",
          "has %d turns; at most %d are allowed"
              .formatted(given.size(), ChatRequest.MAX_HISTORY_TURNS));
    }
    List<VisitorMessage.Turn> turns = new ArrayList<>();
    int characters = 0;
    for (int i = 0; i < given.size(); i++) {
      VisitorMessage.Turn turn = checkedTurn("conversation[" + i + "]", given.get(i));
      characters += turn.content().length();
      turns.add(turn);
    }
    if (characters > ChatRequest.MAX_HISTORY_CHARACTERS) {
      throw StrictJson.invalid(
          "conversation",
          "has %d characters; at most %d are allowed"
              .formatted(characters, ChatRequest.MAX_HISTORY_CHARACTERS));
    }
    return turns;
  }

  private static VisitorMessage.Turn checkedTurn(
      String field, ChatRequest.@Nullable HistoryTurn turn) {
    String role = turn == null ? null : turn.role();
    String content = turn == null ? null : turn.content();
    if (role == null || !ROLES.contains(role)) {
      throw StrictJson.invalid(
          field + ".role", "is missing or another; \"user\" or \"assistant\" is allowed");
    }
    if (content == null) {
      throw StrictJson.invalid(field + ".content", "is missing; the turn's text is expected");
    }
    return new VisitorMessage.Turn(role, wellFormed(content));
  }

  private static String wellFormed(String text) {
    return UNWANTED.matcher(text.replace("\r\n", "\n").replace('\r', '\n')).replaceAll("\uFFFD");
  }
}

package dev.porchlight.web;

import dev.porchlight.answer.Question;
import dev.porchlight.answer.QuestionText;
import dev.porchlight.llm.Message;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /chat} as it came in, before its rules are checked. */
record ChatRequest(
    @Nullable String message,
    @Nullable List<@Nullable HistoryTurn> history,
    @Nullable String page,
    @Nullable Boolean fresh,
    @Nullable String continues) {

  static final int MAX_MESSAGE_CHARACTERS = 4_000;
  static final int MAX_HISTORY_TURNS = 20;

  /** More than is sent to a model, so that a page need not send more. */
  static final int MAX_HISTORY_CHARACTERS = 24_000;

  static final int MAX_BODY_BYTES = 128 * 1024;
  private static final int MAX_PAGE_CHARACTERS = 2_000;

  private static final StrictJson<ChatRequest> BODY =
      new StrictJson<>(
          ChatRequest.class, "message", "message, history, page, fresh and continues are");

  /** Half of a surrogate pair, which no model's API can be sent. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  /** One turn of the history as it came in. */
  record HistoryTurn(@Nullable String role, @Nullable String content) {}

  /**
   * Reads a body and checks it.
   *
   * @throws ProblemException 400, naming the field where it is one
   */
  static Question parse(byte[] body) {
    return BODY.parse(body).toQuestion();
  }

  private Question toQuestion() {
    return new Question(
        checkedMessage(),
        checkedHistory(),
        checkedPage(),
        fresh != null && fresh,
        (history == null || history.isEmpty()) && continues == null,
        checkedContinues());
  }

  private @Nullable String checkedContinues() {
    if (continues == null) {
      return null;
    }
    if (continues.isBlank() || continues.length() > MAX_HISTORY_CHARACTERS) {
      throw StrictJson.invalid(
          "continues",
          "has "
              + (continues.isBlank() ? "no text" : continues.length() + " characters")
              + "; the end of the answer so far is expected, at most "
              + MAX_HISTORY_CHARACTERS
              + " characters of it");
    }
    return wellFormed(continues);
  }

  private String checkedMessage() {
    String text = message == null ? "" : QuestionText.normalize(wellFormed(message));
    if (QuestionText.isBlank(text)) {
      throw StrictJson.invalid(
          "message",
          "is missing, blank or made of invisible characters; the visitor's question is expected");
    }
    if (text.length() > MAX_MESSAGE_CHARACTERS) {
      throw StrictJson.invalid(
          "message",
          "has "
              + text.length()
              + " characters; at most "
              + MAX_MESSAGE_CHARACTERS
              + " are allowed");
    }
    return text;
  }

  private List<Message> checkedHistory() {
    List<@Nullable HistoryTurn> given = history == null ? List.of() : history;
    Deque<Message> kept = new ArrayDeque<>();
    boolean unanswered = false;
    for (int i = given.size() - 1; i >= 0; i--) {
      Message message = checkedTurn("history[" + i + "]", given.get(i));
      boolean dropped = isBlankAnswer(message) || (unanswered && isQuestion(message));
      unanswered = isBlankAnswer(message);
      if (!dropped && kept.size() < MAX_HISTORY_TURNS) {
        kept.addFirst(message);
      }
    }
    return List.copyOf(kept);
  }

  /** An answer without a text, which some providers refuse; its question goes with it. */
  private static boolean isBlankAnswer(Message message) {
    return message.role() == Message.Role.ASSISTANT && message.content().isBlank();
  }

  private static boolean isQuestion(Message message) {
    return message.role() == Message.Role.USER;
  }

  private static Message checkedTurn(String field, @Nullable HistoryTurn turn) {
    if (turn == null || turn.role() == null) {
      throw StrictJson.invalid(field + ".role", "is missing; \"user\" or \"assistant\" is allowed");
    }
    boolean mayBeBlank = "assistant".equals(turn.role());
    if (turn.content() == null || (!mayBeBlank && turn.content().isBlank())) {
      throw StrictJson.invalid(
          field + ".content", "is missing or blank; the turn's text is expected");
    }
    Message.Role role =
        switch (turn.role()) {
          case "user" -> Message.Role.USER;
          case "assistant" -> Message.Role.ASSISTANT;
          default ->
              throw StrictJson.invalid(
                  field + ".role", "is not allowed; \"user\" or \"assistant\" is");
        };
    String text = wellFormed(turn.content());
    return new Message(role, role == Message.Role.USER ? QuestionText.normalize(text) : text);
  }

  private @Nullable String checkedPage() {
    if (page == null || page.isEmpty()) {
      return null;
    }
    try {
      URI uri = new URI(page);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (!web || uri.getRawAuthority() == null || page.length() > MAX_PAGE_CHARACTERS) {
        throw invalidPage();
      }
      return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    } catch (URISyntaxException e) {
      throw invalidPage();
    }
  }

  private static ProblemException invalidPage() {
    return StrictJson.invalid(
        "page",
        "is not an http or https address of at most " + MAX_PAGE_CHARACTERS + " characters");
  }

  private static String wellFormed(String text) {
    return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
  }
}

package dev.porchlight.web;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.answer.Question;
import dev.porchlight.model.Turn;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    @Nullable Boolean fresh) {

  static final int MAX_MESSAGE_CHARACTERS = 4_000;
  static final int MAX_HISTORY_TURNS = 20;
  static final int MAX_HISTORY_CHARACTERS = 24_000;
  static final int MAX_BODY_BYTES = 128 * 1024;
  private static final int MAX_PAGE_CHARACTERS = 2_000;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withCoercionConfigDefaults(ChatRequest::takeNoOtherType)
          .build();

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
    if (body.length == 0) {
      throw notJson("The body is empty; a JSON object with a \"message\" is expected.");
    }
    try {
      ChatRequest request = JSON.readValue(utf8(body), ChatRequest.class);
      if (request == null) {
        throw notJson("The body is null; a JSON object with a \"message\" is expected.");
      }
      return request.toQuestion();
    } catch (UnrecognizedPropertyException e) {
      throw invalid(path(e), "is not known; message, history, page and fresh are");
    } catch (JsonMappingException e) {
      throw refused(e);
    } catch (JsonProcessingException e) {
      throw notJson("The body is not JSON" + at(e) + ".");
    } catch (IOException e) {
      throw notJson("The body is not UTF-8.");
    }
  }

  private Question toQuestion() {
    return new Question(checkedMessage(), checkedHistory(), checkedPage(), fresh != null && fresh);
  }

  private String checkedMessage() {
    if (message == null || message.isBlank()) {
      throw invalid("message", "is missing or blank; the visitor's question is expected");
    }
    if (message.length() > MAX_MESSAGE_CHARACTERS) {
      throw invalid(
          "message",
          "has "
              + message.length()
              + " characters; at most "
              + MAX_MESSAGE_CHARACTERS
              + " are allowed");
    }
    return wellFormed(message);
  }

  private List<Turn> checkedHistory() {
    List<@Nullable HistoryTurn> given = history == null ? List.of() : history;
    Deque<Turn> kept = new ArrayDeque<>();
    int characters = 0;
    for (int i = given.size() - 1; i >= 0; i--) {
      Turn turn = checkedTurn("history[" + i + "]", given.get(i));
      characters += turn.content().length();
      if (kept.size() < MAX_HISTORY_TURNS && characters <= MAX_HISTORY_CHARACTERS) {
        kept.addFirst(turn);
      }
    }
    return List.copyOf(kept);
  }

  private static Turn checkedTurn(String field, @Nullable HistoryTurn turn) {
    if (turn == null || turn.role() == null) {
      throw invalid(field + ".role", "is missing; \"user\" or \"assistant\" is allowed");
    }
    if (turn.content() == null || turn.content().isBlank()) {
      throw invalid(field + ".content", "is missing or blank; the turn's text is expected");
    }
    Turn.Role role =
        switch (turn.role()) {
          case "user" -> Turn.Role.USER;
          case "assistant" -> Turn.Role.ASSISTANT;
          default -> throw invalid(field + ".role", "is not allowed; \"user\" or \"assistant\" is");
        };
    return new Turn(role, wellFormed(turn.content()));
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
    return invalid(
        "page",
        "is not an http or https address of at most " + MAX_PAGE_CHARACTERS + " characters");
  }

  private static void takeNoOtherType(MutableCoercionConfig config) {
    for (CoercionInputShape shape : CoercionInputShape.values()) {
      config.setCoercion(shape, CoercionAction.Fail);
    }
  }

  private static JsonParser utf8(byte[] body) throws IOException {
    return JSON.createParser(
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
  }

  private static String wellFormed(String text) {
    return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
  }

  /** A field of the wrong type, or what broke the JSON while a field was read. */
  private static ProblemException refused(JsonMappingException e) {
    if (e.getCause() instanceof JsonParseException broken) {
      return notJson("The body is not JSON" + at(broken) + ".");
    }
    return e.getPath().isEmpty()
        ? notJson("The body is not a JSON object with a \"message\".")
        : invalid(path(e), "has the wrong type");
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.length() > 100 ? path.substring(0, 100) + "…" : path.toString();
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
  }

  private static ProblemException notJson(String detail) {
    return new ProblemException(Problem.of(400, "not_json", detail));
  }

  private static ProblemException invalid(String field, String what) {
    return new ProblemException(
        Problem.invalidField(field, "The field \"" + field + "\" " + what + "."));
  }
}

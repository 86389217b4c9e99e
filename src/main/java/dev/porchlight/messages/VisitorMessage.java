package dev.porchlight.messages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor wants to tell the owner. Its text never holds the visitor's words.
 *
 * @param id the same however often it is sent: 32 hexadecimal digits
 * @param received when the server took it, in whole seconds
 * @param text what the visitor wrote, at most {@value #MAX_CHARACTERS} characters
 * @param replyTo the address that the visitor left for an answer, or null
 * @param conversation what was asked and answered before, oldest first; empty unless the visitor
 *     wanted it to be sent
 */
public record VisitorMessage(
    String id, Instant received, String text, @Nullable String replyTo, List<Turn> conversation) {

  /** The longest text, in UTF-16 units. */
  public static final int MAX_CHARACTERS = 2_000;

  /**
   * One turn of the conversation.
   *
   * @param role {@code user} or {@code assistant}
   */
  public record Turn(String role, String content) {

    public static final String USER = "user";
    public static final String ASSISTANT = "assistant";

    @Override
    public String toString() {
      return "Turn[%s]".formatted(role);
    }
  }

  public VisitorMessage {
    conversation = List.copyOf(conversation);
  }

  @Override
  public String toString() {
    return "VisitorMessage[%s]".formatted(id);
  }
}

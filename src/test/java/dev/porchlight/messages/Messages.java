package dev.porchlight.messages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages for the tests. */
public final class Messages {

  public static final Instant NOON = Instant.parse("2026-05-31T12:00:00Z");

  private Messages() {}

  public static VisitorMessage of(String id) {
    return of(id, NOON);
  }

  public static VisitorMessage of(String id, Instant received) {
    return new VisitorMessage(id, received, "Words of " + id, null, List.of());
  }

  static VisitorMessage saying(String text, @Nullable String replyTo, String... turns) {
    List<VisitorMessage.Turn> conversation = new java.util.ArrayList<>();
    for (String turn : turns) {
      String role = conversation.size() % 2 == 0 ? "user" : "assistant";
      conversation.add(new VisitorMessage.Turn(role, turn));
    }
    return new VisitorMessage(
        "0123456789abcdef0123456789abcdef", NOON, text, replyTo, conversation);
  }
}

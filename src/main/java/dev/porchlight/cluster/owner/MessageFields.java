package dev.porchlight.cluster.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.io.StorageException;
import dev.porchlight.messages.VisitorMessage;
import dev.porchlight.messages.WaitingMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A message as the fields of a hash. Stateless. */
final class MessageFields {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<List<VisitorMessage.Turn>> TURNS = new TypeReference<>() {};

  private MessageFields() {}

  /** Names and values in turn. */
  static List<String> of(VisitorMessage message) {
    List<String> fields = new ArrayList<>();
    fields.addAll(List.of("received", Long.toString(message.received().getEpochSecond())));
    fields.addAll(List.of("text", message.text(), "attempts", "0"));
    fields.addAll(List.of("conversation", json(message.conversation())));
    if (message.replyTo() != null) {
      fields.addAll(List.of("reply_to", message.replyTo()));
    }
    return fields;
  }

  /** Of its id, its next attempt, and its fields. */
  static WaitingMessage waiting(List<?> reply) {
    Map<String, String> fields = new HashMap<>();
    List<?> namesAndValues = (List<?>) reply.get(2);
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      fields.put(text(namesAndValues.get(i)), text(namesAndValues.get(i + 1)));
    }
    return new WaitingMessage(
        new VisitorMessage(
            text(reply.get(0)),
            Instant.ofEpochSecond(Long.parseLong(field(fields, "received"))),
            field(fields, "text"),
            fields.get("reply_to"),
            turns(field(fields, "conversation"))),
        Integer.parseInt(field(fields, "attempts")),
        Instant.ofEpochMilli(Keys.number(reply.get(1))),
        fields.get("cause"));
  }

  private static String field(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }

  private static String json(List<VisitorMessage.Turn> turns) {
    try {
      return JSON.writeValueAsString(turns);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("turns can always be written", e);
    }
  }

  private static List<VisitorMessage.Turn> turns(String json) {
    try {
      return JSON.readValue(json, TURNS);
    } catch (JsonProcessingException e) {
      throw new StorageException("Redis holds a conversation that is none", e);
    }
  }
}

package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.testing.FreePort;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.WebhookReceiver;
import dev.porchlight.testing.WebhookReceiver.Behaviour;
import dev.porchlight.testing.upstream.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages through kills of the process between each two steps, and through receivers that refuse,
 * are slow or dead: each that was acknowledged arrives, and all its copies have one id. With {@code
 * -Dkills=100}, as many kills.
 */
final class MessageKillTest {

  private static final int KILLS = Integer.getInteger("kills", 10);
  private static final String TOKEN = "the-owners-own-token";

  /** When the process is killed. */
  private enum Moment {
    WHEN_IT_HAS_STARTED,
    WHILE_A_MESSAGE_IS_TAKEN,
    WHEN_A_MESSAGE_IS_ACKNOWLEDGED,
    BEFORE_THE_RECEIVER_ANSWERS,
    WHEN_THE_RECEIVER_HAS_ANSWERED
  }

  /** What the receiver is like until then. */
  private enum Trouble {
    NONE,
    FAILS,
    HANGS_UP,
    IS_SILENT,
    IS_GONE
  }

  @TempDir private Path folder;

  private final Random random = new Random(11);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The messages that were sent, by their texts, with the ids that were acknowledged. */
  private final Map<String, @Nullable String> sent = new LinkedHashMap<>();

  /** The texts that were delivered, with each of their ids. */
  private final Map<String, List<String>> delivered = new HashMap<>();

  private WebhookReceiver receiver;
  private @Nullable ServerProcess server;

  @BeforeEach
  void startTheReceiver() throws IOException {
    receiver = WebhookReceiver.startAt(FreePort.find());
  }

  @Test
  void eachMessageThatIsAcknowledgedArrivesUnderOneId() throws Exception {
    int port = receiver.port();
    int moments = Moment.values().length;
    for (int kill = 0; kill < KILLS; kill++) {
      Moment moment = Moment.values()[kill % moments];
      Trouble trouble = Trouble.values()[(kill / moments + kill) % Trouble.values().length];
      run(moment, trouble);
      receiver = another(port);
    }
    deliverTheRest();
    assertThat(sent).hasSizeGreaterThan(KILLS);
    assertThat(delivered.keySet()).isEqualTo(sent.keySet());
    delivered.forEach((text, ids) -> assertThat(ids).as(text).containsOnly(sent.get(text)));
  }

  private void run(Moment moment, Trouble trouble) throws Exception {
    try (ServerProcess process = start()) {
      server = process;
      URI address = process.awaitAddress();
      if (moment != Moment.WHEN_IT_HAS_STARTED) {
        prepare(moment, trouble);
        sendAgain(address);
        send(address, newText());
        send(address, newText());
        killAt(moment, address);
      }
      process.kill();
      process.awaitExit();
    }
  }

  private void prepare(Moment moment, Trouble trouble) {
    switch (moment) {
      case BEFORE_THE_RECEIVER_ANSWERS -> receiver.behave(exchange -> kill());
      case WHEN_THE_RECEIVER_HAS_ANSWERED ->
          receiver.behave(
              exchange -> {
                WebhookReceiver.status(204).answer(exchange);
                pause();
                kill();
              });
      default -> trouble(trouble);
    }
  }

  private void trouble(Trouble trouble) {
    if (trouble == Trouble.IS_GONE) {
      receiver.close();
    } else {
      receiver.behave(behaviour(trouble));
    }
  }

  private Behaviour behaviour(Trouble trouble) {
    return switch (trouble) {
      case FAILS -> WebhookReceiver.status(500);
      case HANGS_UP -> WebhookReceiver.hangUp();
      case IS_SILENT -> receiver.silence();
      default -> WebhookReceiver.status(202);
    };
  }

  private void killAt(Moment moment, URI address) throws Exception {
    if (moment == Moment.WHILE_A_MESSAGE_IS_TAKEN) {
      String text = newText();
      CompletableFuture<HttpResponse<String>> open =
          client.sendAsync(request(address, text), HttpResponse.BodyHandlers.ofString());
      pause();
      kill();
      open.handle((response, failure) -> response == null ? null : acknowledge(text, response))
          .join();
    } else if (moment != Moment.WHEN_A_MESSAGE_IS_ACKNOWLEDGED) {
      Awaitility.await("the kill").until(() -> server != null && !server.isAlive());
    }
  }

  private void deliverTheRest() throws Exception {
    try (ServerProcess process = start()) {
      URI address = process.awaitAddress();
      sendAgain(address);
      assertThat(sent.values()).doesNotContainNull();
      Awaitility.await("the rest").until(() -> waiting(address).isEmpty());
    }
    gather();
    receiver.close();
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.start(
        Map.of(
            "DATA_DIR",
            folder.toString(),
            "MESSAGES_WEBHOOK_URL",
            receiver.address().toString(),
            "VISITOR_MESSAGES_PER_DAY",
            "none",
            "MESSAGES_PER_DAY",
            "none",
            "OWNER_TOKEN",
            TOKEN));
  }

  private String newText() {
    String text = "message " + sent.size();
    sent.put(text, null);
    return text;
  }

  /** What a page does with a message of which it does not know whether it was taken. */
  private void sendAgain(URI address) {
    List<String> unknown = new ArrayList<>();
    sent.forEach(
        (text, id) -> {
          if (id == null) {
            unknown.add(text);
          }
        });
    unknown.forEach(text -> send(address, text));
  }

  private void send(URI address, String text) {
    try {
      acknowledge(text, client.send(request(address, text), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException killed) {
      assertThat(sent.get(text)).isNull();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpRequest request(URI address, String text) {
    return HttpRequest.newBuilder(address.resolve("/messages"))
        .timeout(Patience.LIMIT)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", text.replace(' ', '-'))
        .POST(HttpRequest.BodyPublishers.ofString("{\"message\": \"%s\"}".formatted(text)))
        .build();
  }

  private String acknowledge(String text, HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(202);
    String id = json(response.body()).path("id").asText();
    sent.put(text, id);
    return id;
  }

  private JsonNode waiting(URI address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/owner/api/messages"))
            .header("Authorization", "Bearer " + TOKEN)
            .build();
    return json(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  /** The same receiver, in order again. */
  private WebhookReceiver another(int port) {
    gather();
    receiver.close();
    return WebhookReceiver.startAt(port);
  }

  private void gather() {
    for (WebhookReceiver.Received each : receiver.received()) {
      JsonNode message = each.json();
      delivered
          .computeIfAbsent(message.path("message").asText(), text -> new ArrayList<>())
          .add(message.path("id").asText());
    }
  }

  private void kill() {
    ServerProcess process = server;
    if (process != null) {
      process.kill();
    }
  }

  /** Lets a random number of the server's steps go by. */
  private void pause() {
    long until = System.nanoTime() + random.nextLong(8_000_000);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }
}

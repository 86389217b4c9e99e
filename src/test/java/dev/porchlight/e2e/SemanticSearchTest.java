package dev.porchlight.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passages that are found by what they mean, with a provider that knows three meanings. */
final class SemanticSearchTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final List<List<String>> MEANINGS =
      List.of(
          List.of("returns", "reimburse", "money back"),
          List.of("courier", "shipping"),
          List.of("biography", "born"));
  private static final String PARAPHRASE = "Do I get my money back?";
  private static final String OUTRIGHT = "nothing there says this outright";

  @TempDir Path content;
  @TempDir Path data;
  private final Queue<String> embedded = new ConcurrentLinkedQueue<>();
  private volatile int status = 200;
  private HttpServer provider;

  @BeforeEach
  void start() throws IOException {
    write("returns.md", "# Returns\n\nWe reimburse customers within fourteen days.");
    write("courier.md", "# Courier\n\nParcels travel by bicycle.");
    write("about.md", "# Biography\n\nAna was born in Porto.");
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext("/v1/embeddings", this::embed);
    provider.start();
  }

  @AfterEach
  void close() {
    provider.stop(0);
  }

  @Test
  void whatWordsDoNotFindIsNamedAsTheNearest() {
    try (TestServer server = server(Map.of())) {
      String answer = awaitAnswer(server, OUTRIGHT);
      assertThat(answer).contains("https://ana.example/returns");
      assertThat(answer.indexOf("ana.example/returns"))
          .isLessThan(indexOrEnd(answer, "ana.example/courier"));
      assertThat(answer(server, "What do you know of the bicycle?")).contains("by bicycle");
    }
  }

  @Test
  void onlyWhatIsNewIsEmbeddedAfterARestart() throws IOException {
    try (TestServer server = server(Map.of("DATA_DIR", data.toString()))) {
      awaitAnswer(server, OUTRIGHT);
      Awaitility.await().until(() -> Files.exists(data.resolve("vectors.bin")));
    }
    write("new.md", "# Shipping\n\nAbroad too.");
    embedded.clear();
    try (TestServer server = server(Map.of("DATA_DIR", data.toString()))) {
      Awaitility.await().until(() -> embedded.stream().anyMatch(text -> text.contains("Abroad")));
      assertThat(embedded).noneMatch(text -> text.contains("Porto"));
      awaitAnswer(server, OUTRIGHT);
    }
  }

  @Test
  void embedKeepsTheVectorsBesideTheContent() throws Exception {
    try (ServerProcess embed = ServerProcess.command(settings(Map.of()), "embed")) {
      assertThat(embed.rest()).last().asString().startsWith("3 of 3 passages have a vector, in ");
      assertThat(embed.awaitExit()).isZero();
    }
    assertThat(content.resolve(".porchlight/vectors.bin")).exists();
    embedded.clear();
    try (TestServer server = server(Map.of())) {
      assertThat(awaitAnswer(server, OUTRIGHT)).contains("ana.example/returns");
      assertThat(embedded).containsOnly(PARAPHRASE);
    }
  }

  @Test
  void embedSaysWhyItCannot() throws Exception {
    status = 401;
    try (ServerProcess embed = ServerProcess.command(settings(Map.of()), "embed")) {
      assertThat(String.join(" ", embed.errors())).contains("status 401", "EMBEDDING_API_KEY");
      assertThat(embed.awaitExit()).isEqualTo(1);
    }
  }

  @Test
  void aDamagedFileOfVectorsIsMadeAgain() throws IOException {
    Files.write(data.resolve("vectors.bin"), new byte[] {1, 2, 3, 4, 5});
    try (TestServer server = server(Map.of("DATA_DIR", data.toString()))) {
      assertThat(awaitAnswer(server, OUTRIGHT)).contains("ana.example/returns");
    }
  }

  @Test
  void aProviderInTroubleIsTriedAgainAndMeanwhileWordsFind() {
    status = 503;
    try (TestServer server = server(Map.of())) {
      Awaitility.await().until(() -> !embedded.isEmpty());
      assertThat(answer(server, PARAPHRASE)).contains("they say nothing about that");
      assertThat(answer(server, "What do you know of the bicycle?")).contains("by bicycle");

      status = 200;
      assertThat(awaitAnswer(server, OUTRIGHT)).contains("ana.example/returns");
    }
  }

  @Test
  void aSpentBudgetIsWaitedOut() {
    try (TestServer server = server(Map.of("EMBEDDING_DAILY_TOKEN_BUDGET", "1"))) {
      assertThat(answer(server, PARAPHRASE)).contains("they say nothing about that");
      assertThat(embedded).isEmpty();
    }
  }

  private TestServer server(Map<String, String> more) {
    return TestServer.start(settings(more));
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("CONTENT_DIR", content.toString());
    settings.put("SITE_URL", "https://ana.example");
    settings.put("EMBEDDING_MODEL", "meanings");
    settings.put(
        "EMBEDDING_API_URL", "http://localhost:" + provider.getAddress().getPort() + "/v1");
    return settings;
  }

  private static String awaitAnswer(TestServer server, String part) {
    return Awaitility.await()
        .until(
            () -> {
              server.advance(Duration.ofMinutes(1));
              return answer(server, PARAPHRASE);
            },
            answer -> answer.contains(part));
  }

  private static String answer(TestServer server, String question) {
    ChatClient visitor = server.visitor();
    try (RecordedStream stream = visitor.ask(question)) {
      var unusedId = stream.expectAnswer();
      var unusedEvents = stream.expectUpTo("begin");
      String text = stream.remainingText();
      stream.expectDone("finished");
      return text;
    }
  }

  private static int indexOrEnd(String text, String part) {
    int index = text.indexOf(part);
    return index < 0 ? text.length() : index;
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(content.resolve(path), text);
  }

  private void embed(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    ObjectNode response = JSON.createObjectNode();
    ArrayNode vectors = response.putArray("data");
    for (JsonNode text : request.path("input")) {
      embedded.add(text.asText());
      ArrayNode vector = vectors.addObject().put("index", vectors.size() - 1).putArray("embedding");
      String lower = text.asText().toLowerCase(Locale.ROOT);
      MEANINGS.forEach(words -> vector.add(words.stream().anyMatch(lower::contains) ? 1 : 0.1));
    }
    byte[] body = response.toString().getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}

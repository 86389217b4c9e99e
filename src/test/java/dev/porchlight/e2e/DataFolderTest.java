package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.testing.DataFolder;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.SmallDisk;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in the data folder, and that it is never in the way of answering. */
final class DataFolderTest {

  private static final String TOKEN = "a-token-of-the-owner";
  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":20000,\"completion_tokens\":5000}}";

  @TempDir Path folder;
  private final FakeUpstream upstream = FakeUpstream.start();

  DataFolderTest() {
    upstream.script(
        "model",
        exchange -> exchange.startStream().delta("So.").finish("stop").event(USAGE).done());
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void budgetsAndFiguresGoOnAfterARestart() throws JsonProcessingException {
    Map<String, String> settings =
        settings(
            Map.of(
                "PRICE_PER_MILLION_INPUT", "1",
                "PRICE_PER_MILLION_OUTPUT", "2.5",
                "DAILY_BUDGET_USD", "0.05"));
    try (TestServer server = TestServer.asking(upstream.uri("model"), settings)) {
      assertThat(by(server, "What is it?")).isEqualTo("model");
    }
    try (TestServer server = TestServer.asking(upstream.uri("model"), settings)) {
      JsonNode budgets = read(server, "/owner/api/budgets");
      assertThat(budgets.findValuesAsText("name")).containsExactly("primary", "total");
      assertThat(budgets.get(0).path("spentTokens").asLong()).isEqualTo(25_000);
      assertThat(budgets.get(0).path("limitTokens").isNull()).isTrue();
      assertThat(budgets.get(1).path("spentUsd").decimalValue()).isEqualByComparingTo("0.0325");
      assertThat(budgets.get(1).path("limitUsd").decimalValue()).isEqualByComparingTo("0.05");
      assertThat(by(server, "And now?")).isEqualTo("model");
      assertThat(by(server, "What is Porchlight?"))
          .as("the day's dollars are spent")
          .isEqualTo("extract");
      JsonNode today = read(server, "/owner/api/days").get(0);
      assertThat(today.path("by").path("model").asInt()).isEqualTo(2);
      assertThat(today.path("by").path("extract").asInt()).isEqualTo(1);
      assertThat(today.path("costUsd").decimalValue()).isEqualByComparingTo("0.065");
    }
  }

  @Test
  void questionsInVainAreKeptOnlyWhereTheOwnerSaysSo() throws JsonProcessingException {
    Map<String, String> keeping = settings(Map.of("UNANSWERED_KEEP_DAYS", "30"));
    String question = "Who won the cup of 123456?";
    try (TestServer server = TestServer.start(keeping)) {
      assertThat(by(server, question)).isEqualTo("extract");
    }
    assertThat(data().find("SELECT question FROM unanswered")).isEqualTo("Who won the cup of …?");
    try (TestServer server = TestServer.start(keeping)) {
      assertThat(read(server, "/owner/api/unanswered")).hasSize(1);
    }
    try (TestServer server = TestServer.start(settings(Map.of()))) {
      assertThat(read(server, "/owner/api/unanswered")).isEmpty();
      assertThat(by(server, question)).isEqualTo("extract");
    }
    assertThat(data().count("unanswered")).isZero();
  }

  @Test
  void aDatabaseOfANewerVersionStopsTheStartWithALine() throws Exception {
    try (TestServer server = TestServer.start(settings(Map.of()))) {
      assertThat(by(server, "What is Porchlight?")).isEqualTo("extract");
    }
    data().change("PRAGMA user_version = 99");
    try (ServerProcess process = ServerProcess.start(settings(Map.of()))) {
      assertThat(process.errors())
          .singleElement()
          .asString()
          .startsWith("Porchlight did not start: " + data().file() + " was written by a newer");
      assertThat(process.awaitExit()).isEqualTo(1);
    }
  }

  @Test
  void aDamagedDatabaseIsSetAsideAndQuestionsAreAnswered() throws Exception {
    Files.writeString(data().file(), "this is not a database, it is a letter to nobody");
    try (ServerProcess process = ServerProcess.start(settings(Map.of()))) {
      assertThat(process.awaitLine("is damaged")).contains("porchlight.db.damaged");
      process.awaitStartLine();
    }
    assertThat(folder.resolve("porchlight.db.damaged")).exists();
  }

  @Test
  void onAFullDiskQuestionsAreAnsweredAndWhatIsCountedIsWrittenOnceThereIsRoom() throws Exception {
    Map<String, String> model =
        Map.of("AI_API_URL", upstream.uri("model").toString(), "AI_MODEL", "m");
    try (SmallDisk disk = SmallDisk.mount(folder)) {
      disk.fill();
      try (ServerProcess process = ServerProcess.start(settings(disk.folder(), model))) {
        assertThat(process.awaitLine("can't be used"))
            .contains("porchlight.db", "in memory alone until it can");
        try (RecordedStream stream = new ChatClient(process.awaitAddress()).ask("What is it?")) {
          stream.expect("answer");
          stream.expectBegin("model");
          stream.skipToTheEnd();
        }
        disk.free();
        DataFolder kept = new DataFolder(disk.folder());
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .ignoreException(AssertionError.class)
            .until(
                () -> "25000".equals(kept.find("SELECT spent FROM budget WHERE name='primary'")));
      }
    }
  }

  private DataFolder data() {
    return new DataFolder(folder);
  }

  private Map<String, String> settings(Map<String, String> more) {
    return settings(folder, more);
  }

  private static Map<String, String> settings(Path data, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("DATA_DIR", data.toString());
    settings.put("OWNER_TOKEN", TOKEN);
    return settings;
  }

  private static String by(TestServer server, String question) {
    try (RecordedStream stream = server.visitor().ask(question)) {
      stream.expect("answer");
      String by = stream.expect("begin").data().path("by").asText();
      stream.skipToTheEnd();
      return by;
    }
  }

  private static JsonNode read(TestServer server, String path) throws JsonProcessingException {
    try (RecordedStream response =
        server.visitor().get(path, "Authorization: Bearer " + TOKEN, "Connection: close")) {
      assertThat(response.status()).isEqualTo(200);
      return new JsonMapper().readTree(response.body());
    }
  }
}

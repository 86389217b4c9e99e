package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.DataFolder;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeEmbeddingProvider;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passages that are found by what they mean, with a provider that knows three meanings. */
final class SemanticSearchTest {

  private static final List<List<String>> MEANINGS =
      List.of(
          List.of("returns", "reimburse", "money back"),
          List.of("courier", "shipping"),
          List.of("biography", "born"));
  private static final String PARAPHRASE = "Do I get my money back?";
  private static final int TOKENS_OF_ANSWER = 25;
  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":5}}";
  private static final String OUTRIGHT = "nothing there says this outright";

  @TempDir Path content;
  @TempDir Path data;
  private final FakeEmbeddingProvider provider =
      new FakeEmbeddingProvider(texts -> texts.stream().map(SemanticSearchTest::meanings).toList());
  private final Queue<String> embedded = provider.embedded();

  @BeforeEach
  void write() throws IOException {
    write("returns.md", "# Returns\n\nWe reimburse customers within fourteen days.");
    write("courier.md", "# Courier\n\nParcels travel by bicycle.");
    write("about.md", "# Biography\n\nAna was born in Porto.");
  }

  @AfterEach
  void close() {
    provider.close();
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
      Awaitility.await().until(() -> new DataFolder(data).count("vector") > 0);
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
    provider.answerWith(401);
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
    provider.answerWith(503);
    try (TestServer server = server(Map.of())) {
      Awaitility.await().until(() -> !embedded.isEmpty());
      assertThat(answer(server, PARAPHRASE)).contains("they say nothing about that");
      assertThat(answer(server, "What do you know of the bicycle?")).contains("by bicycle");

      provider.answerWith(200);
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

  @Test
  void aModelIsSentWhatIsMeantAndItsDayPaysForTheQuestion() throws IOException {
    try (FakeUpstream model = FakeUpstream.start()) {
      try (TestServer server = asking(model)) {
        awaitVectors();
        assertThat(systemPrompt(server, model, PARAPHRASE, () -> {}))
            .contains("We reimburse customers");
      }
      assertThat(spent("embedding")).isEqualTo(3 * FakeEmbeddingProvider.TOKENS_OF_A_TEXT);
      assertThat(spent("primary"))
          .isEqualTo(TOKENS_OF_ANSWER + FakeEmbeddingProvider.TOKENS_OF_A_TEXT);
      model.awaitNothingRunning();
    }
  }

  @Test
  void aQuestionWaitsForItsVectorNoLongerThanTheDeadline() {
    try (FakeUpstream model = FakeUpstream.start();
        TestServer server = asking(model)) {
      awaitVectors();
      CountDownLatch gate = new CountDownLatch(1);
      provider.hold(gate);

      String prompt =
          systemPrompt(
              server,
              model,
              PARAPHRASE,
              () -> {
                Awaitility.await().until(() -> embedded.contains(PARAPHRASE));
                server.advance(Duration.ofMillis(799));
                assertThat(model.requests()).isEmpty();
                server.advance(Duration.ofMillis(1));
              });

      assertThat(prompt).doesNotContain("We reimburse customers");
      gate.countDown();
      embedded.clear();
      assertThat(systemPrompt(server, model, "Is my money back soon?", () -> {}))
          .doesNotContain("We reimburse customers");
      assertThat(embedded).describedAs("none is asked for a while").isEmpty();
      model.awaitNothingRunning();
    }
  }

  private TestServer asking(FakeUpstream model) {
    return TestServer.asking(model.manual(), settings(Map.of("DATA_DIR", data.toString())));
  }

  private void awaitVectors() {
    Awaitility.await().until(() -> new DataFolder(data).count("vector") > 0);
    embedded.clear();
  }

  private static String systemPrompt(
      TestServer server, FakeUpstream model, String question, Runnable meanwhile) {
    try (RecordedStream stream = server.visitor().ask(question)) {
      stream.expect("answer");
      meanwhile.run();
      Exchange exchange = model.awaitExchange();
      exchange.startStream().delta("So it is.").finish("stop").event(USAGE).done();
      stream.skipToTheEnd();
      return exchange.body().path("messages").get(0).path("content").asText();
    }
  }

  private long spent(String budget) {
    String found =
        new DataFolder(data).find("SELECT spent FROM budget WHERE name = '%s'".formatted(budget));
    return found == null ? 0 : Long.parseLong(found);
  }

  private TestServer server(Map<String, String> more) {
    return TestServer.start(settings(more));
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("CONTENT_DIR", content.toString());
    settings.put("SITE_URL", "https://ana.example");
    settings.put("EMBEDDING_MODEL", "meanings");
    settings.put("EMBEDDING_API_URL", provider.url());
    return settings;
  }

  private static String awaitAnswer(TestServer server, String part) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(100))
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

  private static float[] meanings(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    float[] vector = new float[MEANINGS.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = MEANINGS.get(i).stream().anyMatch(lower::contains) ? 1 : 0.1f;
    }
    return vector;
  }
}

package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model describes the passages ahead of time, and visitors find them by its words. */
final class EnrichTest {

  private static final String PARAPHRASE = "Do you reimburse unhappy customers?";

  @TempDir Path content;
  private final FakeUpstream model = FakeUpstream.start();

  @BeforeEach
  void write() throws IOException {
    write("returns.md", "# Returns\n\nYou get your money back within fourteen days.");
    write("courier.md", "# Courier\n\nParcels travel by bicycle.");
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void aPassageIsFoundByTheQuestionsThatWereWrittenOfIt() throws Exception {
    assertThat(answer()).doesNotContain("money back within");

    List<String> lines = enrich(0, "describes", EnrichTest::describe);

    assertThat(lines.get(0)).contains("To be described by m at ", "2 of 2 passages");
    assertThat(lines).last().asString().startsWith("2 of 2 passages were described, in ");
    assertThat(answer()).contains("> You get your money back within fourteen days.");
  }

  @Test
  void onlyWhatHasChangedIsAskedAgain() throws Exception {
    enrich(0, "describes", EnrichTest::describe);
    write("courier.md", "# Courier\n\nParcels travel by tram.");

    List<String> lines = enrich(0, "describes", EnrichTest::describe);

    assertThat(lines.get(0)).contains("1 of 2 passages");
    assertThat(model.requests()).hasSize(3);
    assertThat(Files.readAllLines(file())).hasSize(2);
    assertThat(enrich(0, "describes", EnrichTest::describe).get(0)).contains("0 of 2 passages");
  }

  @Test
  void whatWasWrittenBeforeAnInterruptionStays() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    enrich(
        1,
        "failing",
        exchange -> {
          if (calls.incrementAndGet() == 1) {
            describe(exchange);
          } else {
            exchange.respond(401, Map.of(), "{\"error\":{\"message\":\"no such key\"}}");
          }
        });
    Files.writeString(file(), Files.readString(file()) + "{\"passage\":\"torn");

    assertThat(enrich(0, "describes", EnrichTest::describe).get(0)).contains("1 of 2 passages");
    assertThat(Files.readAllLines(file())).hasSize(2).noneMatch(line -> line.contains("torn"));
  }

  @Test
  void aPassageOfWhichNothingUsableIsWrittenIsLeftOut() throws Exception {
    List<String> lines =
        enrich(
            1,
            "babbling",
            exchange -> {
              if (exchange.request().body().contains("bicycle")) {
                exchange.startStream().delta("I would rather not.").finish("stop").done();
              } else {
                describe(exchange);
              }
            });
    assertThat(lines).last().asString().startsWith("1 of 2 passages were described, in ");
  }

  @Test
  void itAsksBeforeItCostsAnything() throws Exception {
    model.script("describes", EnrichTest::describe);
    try (ServerProcess command = ServerProcess.command(settings("describes"), "enrich")) {
      command.type("n\n");
      assertThat(command.errors())
          .containsExactly("Nothing was asked. Answer y, or give --yes, to go on.");
      assertThat(command.awaitExit()).isEqualTo(2);
    }
    assertThat(model.requests()).isEmpty();
    try (ServerProcess command = ServerProcess.command(settings("describes"), "enrich")) {
      command.type("y\n");
      assertThat(command.awaitExit()).isZero();
    }
    assertThat(model.requests()).hasSize(2);
  }

  private List<String> enrich(int exitCode, String name, Script script) throws Exception {
    model.script(name, script);
    try (ServerProcess command = ServerProcess.command(settings(name), "enrich", "--yes")) {
      List<String> lines =
          command.rest().stream()
              .filter(line -> line.contains("passages"))
              .filter(line -> !line.contains("INFO"))
              .toList();
      assertThat(command.awaitExit()).isEqualTo(exitCode);
      return lines;
    }
  }

  private static void describe(Exchange exchange) {
    boolean isOfReturns = exchange.request().body().contains("money back");
    String json =
        new JsonMapper()
            .createObjectNode()
            .put("context", isOfReturns ? "When a shop pays back." : "How goods arrive.")
            .set(
                "questions",
                new JsonMapper()
                    .createArrayNode()
                    .add(
                        isOfReturns
                            ? "Do you reimburse unhappy customers?"
                            : "How is it delivered?"))
            .toString();
    exchange.startStream().delta("```json\n" + json + "\n```").finish("stop").done();
  }

  private String answer() {
    try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", content.toString()));
        RecordedStream stream = server.visitor().ask(PARAPHRASE)) {
      stream.expect("answer");
      stream.expectBegin("extract");
      String text = stream.remainingText();
      stream.expectDone("finished");
      return text;
    }
  }

  private Map<String, String> settings(String name) {
    Map<String, String> settings = new HashMap<>();
    settings.put("CONTENT_DIR", content.toString());
    settings.put("AI_API_URL", model.uri(name).toString());
    settings.put("AI_MODEL", "m");
    settings.put("UPSTREAM_STREAMS", "1");
    return settings;
  }

  private Path file() {
    return content.resolve(".porchlight/enrichment.jsonl");
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(content.resolve(path), text);
  }
}

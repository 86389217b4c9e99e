package dev.porchlight.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.porchlight.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The upstream and the load generator of the benchmark: that they count what is there. Skipped
 * where there is no C compiler. Nothing is timed.
 */
@EnabledOnOs(OS.LINUX)
final class BenchmarkToolsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String OPENAI_BODY =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"QUESTION\"}]}";

  /** A bound, far beyond what a slow machine takes. */
  private static final String SECONDS = "60";

  @TempDir static Path folder;

  private static Process upstream;
  private static URI upstreamAddress;

  @BeforeAll
  static void buildAndStart() throws Exception {
    assumeTrue(exitCode("cc", "--version") == 0, "there is no C compiler");
    for (String tool : List.of("upstream", "load")) {
      assertThat(
              exitCode(
                  ("cc -std=gnu11 -O2 -Wall -Wextra -Wshadow -Werror -o " + folder.resolve(tool))
                      .concat(" bench/" + tool + ".c")
                      .split(" ")))
          .isZero();
    }
    upstream = new ProcessBuilder(folder.resolve("upstream").toString(), "0").start();
    String line = upstream.inputReader(UTF_8).readLine();
    assertThat(line).startsWith("listens on 127.0.0.1:");
    upstreamAddress = URI.create("http://" + line.substring("listens on ".length()) + "/v1");
  }

  @AfterAll
  static void stop() throws Exception {
    if (upstream != null) {
      upstream.getOutputStream().close();
      assertThat(upstream.waitFor(60, TimeUnit.SECONDS)).as("ends with its input").isTrue();
      assertThat(upstream.exitValue()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0,7", "0,1000", "1000,1"})
  void everyDeltaIsSentAndCountedOnceAndInOrder(String rate, String batch) throws Exception {
    assertWhole(
        load(
            upstreamAddress.resolve("/v1/chat/completions"),
            OPENAI_BODY,
            List.of("--rate", rate, "--batch", batch)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1000"})
  void porchlightLosesNoneOfThem(String rate) throws Exception {
    try (TestServer server =
        TestServer.asking(
            upstreamAddress,
            Map.of(
                "TRUSTED_PROXIES", "1",
                "UPSTREAM_STREAMS", "100",
                "DAILY_TOKEN_BUDGET", "none"))) {
      JsonNode counted =
          load(
              server.address().resolve("/chat"),
              "{\"message\":\"QUESTION\"}",
              List.of("--rate", rate, "--expect", "\"ending\":\"finished\""));
      assertWhole(counted);
      assertThat(counted.path("expected").asInt()).isEqualTo(20);
    }
  }

  @Test
  void aDeltaThatIsMissingIsNoticedHoweverTheOthersAreCut() throws Exception {
    HttpHandler lossy =
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          writeByteByByte(exchange, delta(0) + delta(1) + delta(3));
        };
    JsonNode counted = load(lossy, List.of("--streams", "1", "--total", "1", "--count", "4"));
    assertThat(counted.path("finished").asInt()).isOne();
    assertThat(counted.path("deltas").asInt()).isEqualTo(3);
    assertThat(counted.path("lost").asInt()).isOne();
    assertThat(counted.path("disordered").asInt()).isOne();
  }

  @Test
  void eachQuestionIsANewOneOfItsOwnVisitorAlsoWhereAllAreAskedAtOnce() throws Exception {
    Set<String> questions = ConcurrentHashMap.newKeySet();
    Set<String> visitors = ConcurrentHashMap.newKeySet();
    HttpHandler recording =
        exchange -> {
          questions.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          visitors.add(exchange.getRequestHeaders().getFirst("X-Forwarded-For"));
          writeByteByByte(exchange, delta(0));
        };
    JsonNode counted = load(recording, List.of("--streams", "20", "--count", "1"));
    assertThat(counted.path("finished").asInt()).isEqualTo(20);
    assertThat(questions).hasSize(20).allMatch(question -> question.contains(" bench:50:1:1:"));
    assertThat(visitors).hasSize(20);
  }

  @Test
  void severalServersAreAskedInTurnAndAnAnswerIsReadAtTheNextOne() throws Exception {
    List<String> requests = new CopyOnWriteArrayList<>();
    HttpHandler site =
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.getRequestBody().readAllBytes();
          boolean isAsked = exchange.getRequestMethod().equals("POST");
          String answer = "event: answer\ndata: {\"id\":\"a1\",\"cached\":false}\n\n";
          writeByteByByte(exchange, answer + (isAsked ? delta(0) : delta(0) + delta(1)));
        };
    JsonNode counted =
        load(site, "--streams 1 --total 2 --count 2 --elsewhere 1", "/chat/one", "/chat/two");
    assertThat(requests)
        .containsExactly(
            "POST /chat/one", "GET /chat/two/a1", "POST /chat/two", "GET /chat/one/a1");
    assertThat(counted.path("finished").asInt()).isEqualTo(2);
    assertThat(counted.path("deltas").asInt()).isEqualTo(4);
    assertThat(counted.path("lost").asInt()).isZero();
  }

  @Test
  void whatAnOpenStreamPassedOverIsLostAndOneThatIsSilentHasStalled() throws Exception {
    HttpHandler silent =
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write((delta(0) + delta(3)).getBytes(UTF_8));
          exchange.getResponseBody().flush();
        };
    JsonNode counted = load(silent, "--total 1 --count 9 --seconds 1 --deadline 2", "/chat");
    assertThat(counted.path("cut").asInt()).isOne();
    assertThat(counted.path("lost").asInt()).isEqualTo(2);
    assertThat(counted.path("stalled").asInt()).isOne();
  }

  @Test
  void whatStandsBesideTheServerIsMeasuredApart() throws Exception {
    String own = Long.toString(ProcessHandle.current().pid());
    JsonNode counted =
        load(
            upstreamAddress.resolve("/v1/chat/completions"),
            OPENAI_BODY,
            List.of("--pid", own, "--pid", own, "--beside", own));
    assertThat(counted.path("beside_peak_mb").asDouble()).isPositive();
    assertThat(counted.path("peak_mb").asDouble())
        .isGreaterThan(counted.path("beside_peak_mb").asDouble() * 1.5);
  }

  @Test
  void aRefusalIsCountedWithItsStatus() throws Exception {
    JsonNode refused =
        load(
            upstreamAddress.resolve("/"),
            "QUESTION",
            List.of("--questions", "bench/questions.txt"));
    assertThat(refused.path("refused").asInt()).isEqualTo(20);
    assertThat(refused.path("refused_with").asInt()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --url http://127.0.0.1:1/ --streams 9a | --streams is "9a"; a whole number from 1 to
          --url http://192.0.2.1:80/             | only this machine's own address may be asked
          --url 127.0.0.1                        | an address such as http://127.0.0.1:8080/chat
          --streams 1                            | usage: load --url
          """)
  void whatCannotBeRunIsSaid(String options, String sentence) throws Exception {
    Process load = start(List.of(options.split(" ")));
    assertThat(new String(load.getErrorStream().readAllBytes(), UTF_8)).contains(sentence);
    assertThat(load.waitFor()).isEqualTo(2);
  }

  private static String delta(int number) {
    return "event: chunk\ndata: {\"text\":\"@%018d.%07d \"}\n\n"
        .formatted(System.nanoTime(), number);
  }

  private static void writeByteByByte(HttpExchange exchange, String text) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      for (byte b : text.getBytes(UTF_8)) {
        body.write(b);
        body.flush();
      }
    }
  }

  /** Asks a server that answers as the handler does. */
  private static JsonNode load(HttpHandler handler, List<String> options) throws Exception {
    return load(handler, String.join(" ", options), "/chat");
  }

  /** Asks it at each of these paths in turn. */
  private static JsonNode load(HttpHandler handler, String options, String... paths)
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/chat", handler);
    server.start();
    try {
      URI site = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      List<String> all = new ArrayList<>(List.of(options.split(" ")));
      for (String other : List.of(paths).subList(1, paths.length)) {
        all.addAll(List.of("--url", site.resolve(other).toString()));
      }
      return load(site.resolve(paths[0]), "QUESTION", all);
    } finally {
      server.stop(0);
    }
  }

  private static void assertWhole(JsonNode counted) {
    assertThat(counted.path("finished").asInt()).as(counted.toString()).isEqualTo(20);
    assertThat(counted.path("deltas").asInt()).isEqualTo(20 * 500);
    for (String count : List.of("lost", "disordered", "broken", "refused", "cut")) {
      assertThat(counted.path(count).asInt(-1)).as(count).isZero();
    }
  }

  /** Asks for twenty answers of 500 deltas, ten at a time, unless the options say otherwise. */
  private static JsonNode load(URI url, String body, List<String> options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--url", url.toString(), "--body", body));
    all.addAll(List.of("--streams", "10", "--total", "20", "--count", "500"));
    all.addAll(List.of("--seconds", SECONDS, "--deadline", SECONDS));
    all.addAll(options);
    Process load = start(all);
    try (BufferedReader out = load.inputReader(UTF_8)) {
      JsonNode counted = JSON.readTree(out.readLine());
      assertThat(load.waitFor()).isZero();
      return counted;
    } finally {
      load.destroy();
    }
  }

  private static Process start(List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(folder.resolve("load").toString()));
    command.addAll(options);
    return new ProcessBuilder(command).start();
  }

  private static int exitCode(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // There is no such program.
      return -1;
    }
  }
}

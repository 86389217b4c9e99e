package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.PorchlightServer;
import dev.porchlight.config.Settings;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.testing.upstream.VisitorSocket;
import io.javalin.testtools.JavalinTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses of a site that do not stream. */
final class RoutesTest {

  private static final TestServer SERVER = TestServer.start(Map.of());
  private static final ChatClient VISITOR = SERVER.visitor();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void itSaysThatItLivesWhetherItIsReadyAndWhatThePageShows() {
    ManualScheduler time = new ManualScheduler();
    Map<String, String> variables =
        Map.of(
            "PORT",
            "0",
            "HEARTBEAT_SECONDS",
            "7",
            "AI_API_URL",
            "http://127.0.0.1:9/v1",
            "AI_MODEL",
            "m-secret",
            "AI_API_KEY",
            "sk-secret");
    PorchlightServer server = PorchlightServer.create(Settings.from(variables), time, time, time);
    JavalinTest.test(
        server.app(),
        (app, client) -> {
          assertThat(client.get("/healthz").body().string()).isEqualTo("{\"status\":\"up\"}");
          assertThat(client.get("/readyz").body().string())
              .isEqualTo("{\"status\":\"ready\",\"upstreams\":[\"closed\"]}");
          var config = client.get("/config");
          assertThat(config.code()).isEqualTo(200);
          String text = config.body().string();
          var json = new JsonMapper().readTree(text);
          assertThat(json.fieldNames())
              .toIterable()
              .containsExactly(
                  "name",
                  "description",
                  "greeting",
                  "greetings",
                  "questions",
                  "model",
                  "limits",
                  "messages",
                  "privacy",
                  "heartbeatSeconds");
          assertThat(json.path("name").asText()).isNotEmpty();
          assertThat(json.path("questions").isArray()).isTrue();
          assertThat(json.path("limits").toString())
              .isEqualTo("{\"message\":4000,\"historyTurns\":20,\"historyCharacters\":24000}");
          assertThat(json.path("heartbeatSeconds").asInt()).isEqualTo(7);
          assertThat(text).doesNotContain("secret", "127.0.0.1");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 200",
    "HEAD, /, 200",
    "GET, /js/main.js, 200",
    "GET, /theme.css, 200",
    "GET, /embed.js, 200",
    "GET, /webjars/marked/17.0.1/lib/marked.esm.js, 200",
    "GET, /healthz, 200",
    "GET, /readyz, 200",
    "GET, /config, 200",
    "OPTIONS, /chat, 204",
    "POST, /chat, 415",
    "GET, /chat, 405",
    "GET, /chat/gone, 404",
    "GET, /nothing, 404",
    "GET, /%zz, 400",
    "GET, /a%00b, 400"
  })
  void everyResponseCarriesTheSecurityHeaders(String method, String path, int status) {
    try (RecordedStream response = VISITOR.request(method, path, "")) {
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.headers())
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsKeys("Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy")
          .doesNotContainKeys("Server", "X-Powered-By");
      assertThat(response.header("Content-Security-Policy"))
          .matches("default-src 'none'; script-src 'self'( 'sha256-[A-Za-z0-9+/]{43}=')?; .*")
          .contains("frame-ancestors 'self';");
      assertThat(response.header("Cross-Origin-Resource-Policy"))
          .isEqualTo(path.equals("/embed.js") ? "cross-origin" : "same-origin");
    }
  }

  @Test
  void theThemeIsEmptyWhereTheOwnerWroteNone() {
    try (RecordedStream response = VISITOR.get("/theme.css", "Connection: close")) {
      assertThat(response.header("Content-Type")).isEqualTo("text/css; charset=utf-8");
      assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(response.body()).isEmpty();
    }
  }

  @Test
  void theOwnersThemeIsServedFromTheContentFolderAsItIsNow(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("page.md"), "# A page\n\nWith a word.");
    try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", folder.toString()))) {
      assertThat(theme(server)).isEmpty();
      Files.writeString(folder.resolve("theme.css"), ":root { --accent: teal }");
      assertThat(theme(server)).isEqualTo(":root { --accent: teal }");
      Files.writeString(folder.resolve("theme.css"), ":root { --accent: maroon }");
      assertThat(theme(server)).isEqualTo(":root { --accent: maroon }");
    }
  }

  private static String theme(TestServer server) {
    try (RecordedStream response = server.visitor().get("/theme.css", "Connection: close")) {
      return response.body();
    }
  }

  @Test
  void theStreamCarriesTheSecurityHeadersToo() {
    try (RecordedStream stream = VISITOR.ask("What is Porchlight?").leave()) {
      assertThat(stream.headers()).containsKey("Content-Security-Policy");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /chat, 'POST, OPTIONS'",
    "HEAD, /chat, 'POST, OPTIONS'",
    "PUT, /chat, 'POST, OPTIONS'",
    "BREW, /chat, 'POST, OPTIONS'",
    "POST, /chat/x, 'GET, HEAD, DELETE, OPTIONS'",
    "PATCH, /chat/x, 'GET, HEAD, DELETE, OPTIONS'",
    "GET, /chat/x/feedback, 'POST, OPTIONS'",
    "POST, /healthz, 'GET, HEAD'",
    "PUT, /metrics, 'GET, HEAD'",
    "DELETE, /config, 'GET, HEAD'"
  })
  void aMethodThatAnAddressDoesNotTakeIsRefusedWithThoseItTakes(
      String method, String path, String allowed) {
    try (RecordedStream response = VISITOR.request(method, path, "")) {
      assertThat(response.status()).isEqualTo(405);
      assertThat(String.valueOf(response.header("Allow")).split(", "))
          .containsExactlyInAnyOrder(allowed.split(", "));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/chat, 'POST, OPTIONS'",
    "/chat/x, 'GET, HEAD, DELETE, OPTIONS'",
    "/chat/x/feedback, 'POST, OPTIONS'"
  })
  void optionsAreTold(String path, String allowed) {
    try (RecordedStream response = VISITOR.request("OPTIONS", path, "")) {
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.header("Allow")).isEqualTo(allowed);
      assertThat(response.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }
  }

  @Test
  void headTellsWhetherThereIsAStreamAndStreamsNothing() {
    String id;
    try (RecordedStream stream = VISITOR.ask("What is Porchlight?").leave()) {
      id = stream.expectAnswer();
    }
    String request = VISITOR.requestText("HEAD", "/chat/" + id, "", "Connection: close");
    try (VisitorSocket visitor = VISITOR.connect().send(request)) {
      RecordedStream response = visitor.receive();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).startsWith("text/event-stream");
      assertThat(response.header("Cache-Control")).isEqualTo("no-store, no-transform");
      assertThat(visitor.isClosedWithoutResponse()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/js/main.js",
        "/theme.css",
        "/healthz",
        "/readyz",
        "/config",
        "/metrics",
        "/chat/gone",
        "/nothing"
      })
  void headIsAnsweredAsGetIsWithoutTheBody(String path) {
    String head = VISITOR.requestText("HEAD", path, "", "Connection: close");
    try (RecordedStream get = VISITOR.get(path, "Connection: close");
        VisitorSocket visitor = VISITOR.connect().send(head)) {
      RecordedStream response = visitor.receive();
      assertThat(response.status()).isEqualTo(get.status());
      assertThat(withoutDate(response)).isEqualTo(withoutDate(get));
      assertThat(visitor.isClosedWithoutResponse()).isTrue();
    }
  }

  /** The two may have been sent on either side of a second. */
  private static Map<String, String> withoutDate(RecordedStream response) {
    Map<String, String> headers = new HashMap<>(response.headers());
    headers.remove("Date");
    return headers;
  }

  @ParameterizedTest
  @CsvSource({
    "/embed.js, text/javascript; charset=utf-8",
    "/favicon.svg, image/svg+xml",
    "/manifest.webmanifest, application/manifest+json"
  })
  void aFileHasItsMediaType(String path, String type) {
    try (RecordedStream response = VISITOR.get(path)) {
      assertThat(response.header("Content-Type")).isEqualTo(type);
    }
  }

  @Test
  void thePageAndItsLibrariesAreServed() {
    try (RecordedStream page = VISITOR.get("/", "Connection: close")) {
      assertThat(page.header("Content-Type")).startsWith("text/html");
      assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(page.body()).contains("<script type=\"module\"");
    }
    try (RecordedStream library =
        VISITOR.get("/webjars/marked/17.0.1/lib/marked.esm.js", "Connection: close")) {
      assertThat(library.status()).isEqualTo(200);
      assertThat(library.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
      assertThat(library.header("Cache-Control")).contains("max-age=31536000");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/webjars/highlightjs/11.11.1/highlight.js",
        "/webjars/marked/17.0.1/package.json",
        "/webjars/marked/17.0.1/lib/",
        "/webjars/marked/1.0.0/lib/marked.esm.js",
        "/webjars/marked",
        "/webjars/jquery/3.7.1/jquery.min.js"
      })
  void nothingOfTheLibrariesIsServedThatThePageDoesNotLoad(String path) {
    try (RecordedStream response = VISITOR.get(path)) {
      assertThat(response.status()).isEqualTo(404);
    }
  }

  @Test
  void everyLibraryThatThePageLoadsIsServed() throws IOException {
    String libraries = Files.readString(Path.of("frontend/js/vendor.js"));
    List<String> paths =
        Pattern.compile("'\\.\\.(/webjars/[^']+)'")
            .matcher(libraries)
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(paths).hasSize(4);
    for (String path : paths) {
      try (RecordedStream response = VISITOR.get(path)) {
        assertThat(response.status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aFileIsCompressedAndNotSentAgainToWhoHasIt() {
    try (RecordedStream plain = VISITOR.get("/js/main.js", "Connection: close");
        RecordedStream compressed =
            VISITOR.get("/js/main.js", "Accept-Encoding: br, gzip", "Connection: close");
        RecordedStream known =
            VISITOR.get("/js/main.js", "If-None-Match: " + plain.header("ETag"))) {
      assertThat(plain.headers()).doesNotContainKey("Content-Encoding");
      assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(Integer.parseInt(String.valueOf(compressed.header("Content-Length"))))
          .isLessThan(Integer.parseInt(String.valueOf(plain.header("Content-Length"))));
      assertThat(known.status()).isEqualTo(304);
      assertThat(known.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.env", "/.git/config", "/js/.hidden.js", "/%2eenv", "/.well-known/x"})
  void hiddenFilesOfTheFolderAreNotServed(String path, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<p>mine");
    Path file = folder.resolve(path.substring(1).replace("%2e", "."));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "hidden");
    try (TestServer server = TestServer.start(Map.of("FRONTEND_DIR", folder.toString()));
        RecordedStream response = server.visitor().get(path)) {
      assertThat(response.status()).isEqualTo(path.startsWith("/.well-known/") ? 200 : 404);
    }
  }

  @Test
  void aFolderOfThePageIsAnsweredWithItsIndexAndALinkOutOfItIsNot(
      @TempDir Path folder, @TempDir Path elsewhere) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<p>mine");
    Files.createDirectories(folder.resolve("about"));
    Files.writeString(folder.resolve("about/index.html"), "<p>about");
    Path secret = Files.writeString(elsewhere.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(folder.resolve("link.txt"), secret);
    try (TestServer server = TestServer.start(Map.of("FRONTEND_DIR", folder.toString()));
        RecordedStream index = server.visitor().get("/about/", "Connection: close");
        RecordedStream redirect = server.visitor().get("/about");
        RecordedStream link = server.visitor().get("/link.txt")) {
      assertThat(index.body()).isEqualTo("<p>about");
      assertThat(redirect.status()).isEqualTo(301);
      assertThat(redirect.header("Location")).isEqualTo("about/");
      assertThat(link.status()).isEqualTo(404);
    }
  }

  @Test
  void thePageCanBeServedFromAFolder(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<p>mine");
    Path style = Files.writeString(folder.resolve("style.css"), "p {}");
    try (TestServer server = TestServer.start(Map.of("FRONTEND_DIR", folder.toString()))) {
      try (RecordedStream page = server.visitor().get("/", "Connection: close")) {
        assertThat(page.body()).isEqualTo("<p>mine");
      }
      Files.writeString(folder.resolve("index.html"), "<p>changed");
      try (RecordedStream page = server.visitor().get("/", "Connection: close")) {
        assertThat(page.body()).isEqualTo("<p>changed");
      }
      try (RecordedStream file = server.visitor().get("/style.css", "Connection: close")) {
        assertThat(file.status()).isEqualTo(200);
      }
      Files.delete(style);
      try (RecordedStream file = server.visitor().get("/style.css", "Connection: close")) {
        assertThat(file.status()).isEqualTo(404);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..;/secret.txt",
        "/..;x=y/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/js/../../secret.txt",
        "/js/..%2f..%2fsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/..%00/secret.txt",
        "//secret.txt",
        "/./../secret.txt",
        "/webjars/..%2f..%2fsecret.txt",
        "/webjars/../../../../secret.txt"
      })
  void noAddressLeavesTheFolder(String path, @TempDir Path parent) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("page"));
    Files.createDirectories(folder.resolve("js"));
    Files.writeString(folder.resolve("index.html"), "<p>mine");
    Files.writeString(parent.resolve("secret.txt"), "the secret");
    try (TestServer server = TestServer.start(Map.of("FRONTEND_DIR", folder.toString()));
        RecordedStream response = server.visitor().get(path, "Connection: close")) {
      assertThat(response.status()).isIn(400, 404);
      assertThat(response.body()).doesNotContain("the secret", folder.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/logback.xml", "/content/persona.md", "/dev/porchlight/Main.class"})
  void nothingElseOfTheJarIsServed(String path) {
    for (String way : new String[] {path, "/.." + path, "/..%2f" + path, "/webjars/.." + path}) {
      try (RecordedStream response = VISITOR.get(way)) {
        assertThat(response.status()).isIn(400, 404);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /..\\secret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /chat HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST /chat HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /chat HTTP/1.1\r\nHost: a\r\nExpect: soup\r\n\r\n"
      })
  void whatIsNoRequestGetsAProblemDocument(String request) {
    try (VisitorSocket visitor = VISITOR.connect().send(request);
        RecordedStream response = visitor.receive()) {
      assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
      String body = response.body();
      assertThat(body)
          .startsWith("{\"type\":\"about:blank\"")
          .contains("\"status\":" + response.status())
          .doesNotContainIgnoringCase("jetty", "badMessage", "<html");
    }
  }
}

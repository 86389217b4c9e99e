package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the owner signs in, what their session opens, and to whom. */
final class OwnerSessionTest {

  private static final String TOKEN = "the-owners-own-token";

  private final TestServer server = TestServer.start(Map.of("OWNER_TOKEN", TOKEN));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theCookieOpensWhatTheTokenOpensForTwelveHours() {
    String cookie = signIn(server);
    assertThat(status(server, "GET", "/owner/api/days", cookie)).isEqualTo(200);
    assertThat(status(server, "HEAD", "/owner/api/days", cookie)).isEqualTo(200);
    assertThat(status(server, "GET", "/metrics", cookie)).as("not below its path").isEqualTo(401);

    server.advance(Duration.ofHours(12).minusSeconds(2));
    assertThat(status(server, "GET", "/owner/api/days", cookie)).isEqualTo(200);
    server.advance(Duration.ofSeconds(2));
    assertThat(status(server, "GET", "/owner/api/days", cookie)).isEqualTo(401);
  }

  @Test
  void thePageIsToldWhetherItIsSignedIn() {
    JsonNode before = session("");
    assertThat(before.path("signedIn").asBoolean()).isFalse();
    assertThat(before.path("expires").isNull()).isTrue();

    JsonNode after = session(signIn(server));
    assertThat(after.path("signedIn").asBoolean()).isTrue();
    assertThat(after.path("expires").asText()).isEqualTo("2026-05-31T22:00:00Z");
  }

  @Test
  void onLoopbackTheCookieHasAllButWhatNeedsTls() {
    try (RecordedStream response = post(server, TOKEN)) {
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.header("Set-Cookie"))
          .matches(
              "porchlight-owner=[0-9]{10}\\.[A-Za-z0-9_-]{43};"
                  + " HttpOnly; SameSite=Strict; Max-Age=43200");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, Origin: https://ana.example|X-Forwarded-For: 203.0.113.7",
    "'', 1, X-Forwarded-Proto: https",
    "'', 1, Origin: https://ana.example|X-Forwarded-Proto: http",
    "'', 2, 'X-Forwarded-Proto: https, http'",
    "https://ana.example/bot/, 0, Accept: */*",
  })
  void overHttpsTheCookieIsSecure(String publicUrl, int proxies, String headers) {
    try (TestServer behind = TestServer.start(settings(publicUrl, proxies));
        RecordedStream response = post(behind, "ana.example", TOKEN, headers.split("\\|"))) {
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.header("Set-Cookie"))
          .matches(
              "__Secure-porchlight-owner=[0-9]{10}\\.[A-Za-z0-9_-]{43};"
                  + " HttpOnly; SameSite=Strict; Max-Age=43200; Secure");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, ana.example, X-Forwarded-For: 203.0.113.7",
    "'', 0, ana.example, X-Forwarded-Proto: https",
    "'', 1, ana.example, Origin: http://ana.example|X-Forwarded-Proto: http",
    "'', 1, ana.example, X-Forwarded-Proto: http",
    "'', 1, ana.example, 'X-Forwarded-Proto: https, http'",
    "'', 0, 192.168.1.7:8080, Origin: http://192.168.1.7:8080",
    "https://ana.example, 1, ana.example, X-Forwarded-Proto: http",
  })
  void overPlainHttpTheTokenIsNotTaken(String url, int proxies, String host, String headers) {
    try (TestServer plain = TestServer.start(settings(url, proxies));
        RecordedStream refused = post(plain, host, TOKEN, headers.split("\\|"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.headers()).doesNotContainKey("Set-Cookie");
      JsonNode problem = refused.json();
      assertThat(problem.path("code").asText()).isEqualTo("https_required");
      assertThat(problem.path("detail").asText())
          .contains("HTTPS", "PUBLIC_URL", "TRUSTED_PROXIES");
    }
  }

  @Test
  void aBrowserOnThisMachineSignsInThroughTheBridgeOfAContainer() {
    try (TestServer contained = TestServer.start(settings("", 1));
        RecordedStream response =
            post(
                contained,
                "localhost:8080",
                TOKEN,
                "Origin: http://localhost:8080",
                "X-Forwarded-For: 172.17.0.1")) {
      assertThat(response.status()).isEqualTo(204);
    }
  }

  @Test
  void anotherMachineWithTheTokenTakesTheCookieAndOneWithAnotherTokenDoesNot() {
    String cookie = signIn(server);
    try (TestServer same = TestServer.start(Map.of("OWNER_TOKEN", TOKEN));
        TestServer changed = TestServer.start(Map.of("OWNER_TOKEN", TOKEN + "2"))) {
      assertThat(status(same, "GET", "/owner/api/days", cookie)).isEqualTo(200);
      assertThat(status(changed, "GET", "/owner/api/days", cookie)).isEqualTo(401);
    }
  }

  @Test
  void aCookieThatWasTouchedIsNone() {
    String value = signIn(server).substring("porchlight-owner=".length());
    String signature = value.substring(value.indexOf('.') + 1);
    long later = Long.parseLong(value.substring(0, value.indexOf('.'))) + 1;
    char first = signature.charAt(0) == 'A' ? 'B' : 'A';
    List<String> forged = new ArrayList<>();
    forged.add(later + "." + signature);
    forged.add("0" + value);
    forged.add(value + "A");
    forged.add(value.substring(0, value.length() - 1));
    forged.add(value.replace(signature, first + signature.substring(1)));
    forged.add(value.replace(signature, ""));
    forged.add(value.replace(".", ""));
    forged.add("");
    for (String each : forged) {
      assertThat(status(server, "GET", "/owner/api/days", "porchlight-owner=" + each))
          .as(each)
          .isEqualTo(401);
    }
    assertThat(
            status(
                server, "GET", "/owner/api/days", "porchlight-owner=x; porchlight-owner=" + value))
        .as("one of another's beside ours")
        .isEqualTo(200);
  }

  @Test
  void wrongTokensOfEitherKindAreCountedTogetherAndForTheirAddressAlone() {
    String cookie = signIn(server);
    for (int i = 0; i < 3; i++) {
      try (RecordedStream wrong = post(server, "wrong-" + i)) {
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.json().path("code").asText()).isEqualTo("not_the_owner");
        assertThat(wrong.headers()).doesNotContainKey("Set-Cookie");
      }
      server.advance(Duration.ofMinutes(1));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(bearer(server, "GET", "/owner/api/days", "wrong-too")).isEqualTo(401);
    }
    try (RecordedStream locked = post(server, TOKEN)) {
      assertThat(locked.status()).isEqualTo(429);
      assertThat(locked.json().path("retryAfterSeconds").asLong()).isEqualTo(12 * 60);
    }
    assertThat(bearer(server, "GET", "/owner/api/days", TOKEN)).isEqualTo(429);
    assertThat(status(server, "GET", "/owner/api/days", cookie))
        .as("who is signed in stays so")
        .isEqualTo(200);

    server.advance(Duration.ofMinutes(12));
    assertThat(bearer(server, "GET", "/owner/api/days", TOKEN)).as("one is over").isEqualTo(200);
    assertThat(bearer(server, "GET", "/owner/api/days", "wrong")).isEqualTo(401);
    assertThat(bearer(server, "GET", "/owner/api/days", TOKEN)).as("five again").isEqualTo(429);
  }

  @Test
  void anotherAddressIsNotLockedOut() {
    try (TestServer proxied = TestServer.start(settings("", 1))) {
      for (int i = 0; i < 6; i++) {
        try (RecordedStream wrong =
            post(proxied, "ana.example", "wrong", tls(), "X-Forwarded-For: 203.0.113.7")) {
          assertThat(wrong.status()).isEqualTo(i < 5 ? 401 : 429);
        }
      }
      try (RecordedStream other =
          post(proxied, "ana.example", TOKEN, tls(), "X-Forwarded-For: 203.0.113.8")) {
        assertThat(other.status()).isEqualTo(204);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: http://sub.127.0.0.1.evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Accept: */*"
      })
  void noOtherPageUsesTheSession(String header) {
    String cookie = signIn(server);
    for (String path : List.of("/owner/api/reload", "/owner/api/faq")) {
      try (RecordedStream refused =
          server.visitor().request("POST", path, "{}", "Cookie: " + cookie, header)) {
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("origin_refused");
      }
    }
    try (RecordedStream refused =
        server
            .visitor()
            .request("DELETE", "/owner/api/unanswered/x", "", "Cookie: " + cookie, header)) {
      assertThat(refused.status()).isEqualTo(403);
    }
  }

  @Test
  void theOwnersPageAndWhoeverBearsTheTokenChangeThings() {
    String own = "Origin: http://" + server.address().getAuthority();
    try (RecordedStream byPage =
        server.visitor().request("POST", "/owner/api/reload", "", cookie(), own)) {
      assertThat(byPage.status()).isEqualTo(200);
    }
    try (RecordedStream byToken =
        server
            .visitor()
            .request("POST", "/owner/api/reload", "", "Authorization: Bearer " + TOKEN)) {
      assertThat(byToken.status()).isEqualTo(200);
    }
  }

  @Test
  void anotherSitesPageSignsNobodyInOrOut() {
    for (String method : List.of("POST", "DELETE")) {
      try (RecordedStream refused =
          server
              .visitor()
              .request(
                  method,
                  "/owner/session",
                  "{\"token\":\"" + TOKEN + "\"}",
                  "Origin: https://evil.example")) {
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers()).doesNotContainKey("Set-Cookie");
      }
    }
  }

  @Test
  void whoSignsOutHasNoCookieLeft() {
    try (RecordedStream out =
        server.visitor().request("DELETE", "/owner/session", "", "Connection: close")) {
      assertThat(out.status()).isEqualTo(204);
      assertThat(out.header("Set-Cookie")).contains("porchlight-owner=; ").contains("Max-Age=0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"token\":\" \"}", "{\"token\":1}", "[]", "{\"token\"}"})
  void whatIsNoTokenIsNamedAndNotCounted(String body) {
    for (int i = 0; i < 6; i++) {
      try (RecordedStream refused =
          server
              .visitor()
              .request("POST", "/owner/session", body, "Content-Type: application/json")) {
        assertThat(refused.status()).isEqualTo(400);
      }
    }
    assertThat(signIn(server)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/owner/", "/owner/js/main.js", "/owner/session", "/owner/theme.css"})
  void thePageIsFramedByNoneKeptByNoneAndFoundByNone(String path) {
    try (RecordedStream page = server.visitor().get(path, "Connection: close")) {
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Content-Security-Policy"))
          .contains("frame-ancestors 'none'", "default-src 'none'", "script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
      assertThat(page.header("X-Robots-Tag")).contains("noindex");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.body()).isNotEmpty();
    }
  }

  @Test
  void thePageWithoutItsSlashLeadsToItBelowAnyPath() {
    for (String path : List.of("/owner", "/bot/owner")) {
      try (TestServer below = TestServer.start(settings("https://ana.example/bot/", 0));
          RecordedStream response = below.visitor().get(path, "Connection: close")) {
        assertThat(response.status()).isEqualTo(301);
        assertThat(response.header("Location")).isEqualTo("owner/");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/bot"})
  void belowAPathItIsAllThereWhetherTheProxyTakesThePathOffOrNot(String passedOn) {
    try (TestServer below = TestServer.start(settings("https://ana.example/bot/", 0))) {
      String cookie;
      try (RecordedStream signedIn =
          below
              .visitor()
              .request(
                  "POST",
                  passedOn + "/owner/session",
                  body(TOKEN),
                  "Origin: https://ana.example")) {
        assertThat(signedIn.status()).isEqualTo(204);
        assertThat(signedIn.header("Set-Cookie")).doesNotContain("Path=");
        cookie = cookieOf(signedIn);
      }
      assertThat(status(below, "GET", passedOn + "/owner/api/days", cookie)).isEqualTo(200);
      assertThat(status(below, "GET", passedOn + "/owner/", cookie)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "fifteen-letters"})
  void withoutATokenThatIsLongEnoughThereIsNoPage(String token) {
    Map<String, String> settings = token.isEmpty() ? Map.of() : Map.of("OWNER_TOKEN", token);
    try (TestServer closed = TestServer.start(settings)) {
      for (String path :
          List.of("/owner", "/owner/", "/owner/js/main.js", "/owner/session", "/owner/api/days")) {
        assertThat(status(closed, "GET", path, "")).as(path).isEqualTo(404);
      }
      try (RecordedStream refused = post(closed, token.isEmpty() ? "x" : token)) {
        assertThat(refused.status()).isEqualTo(404);
      }
    }
  }

  @Test
  void aFolderWithAnotherPageForVisitorsKeepsTheOwnersPage(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("index.html"), "<p>mine");
    Map<String, String> settings = Map.of("OWNER_TOKEN", TOKEN, "FRONTEND_DIR", folder.toString());
    try (TestServer own = TestServer.start(settings)) {
      assertThat(body(own, "/owner/")).contains("owner’s page");
      assertThat(body(own, "/owner/theme.css")).contains("--accent");
      assertThat(body(own, "/owner/favicon.svg")).contains("<svg");

      Files.createDirectories(folder.resolve("owner"));
      Files.writeString(folder.resolve("owner/index.html"), "<p>my own");
      assertThat(body(own, "/owner/")).isEqualTo("<p>my own");
      assertThat(body(own, "/owner/theme.css")).contains("--accent");
    }
  }

  private static Map<String, String> settings(String publicUrl, int proxies) {
    Map<String, String> settings = new HashMap<>();
    settings.put("OWNER_TOKEN", TOKEN);
    settings.put("TRUSTED_PROXIES", Integer.toString(proxies));
    if (!publicUrl.isEmpty()) {
      settings.put("PUBLIC_URL", publicUrl);
    }
    return settings;
  }

  private static String tls() {
    return "X-Forwarded-Proto: https";
  }

  private static String body(String token) {
    return "{\"token\":\"" + token + "\"}";
  }

  private static String body(TestServer server, String path) {
    try (RecordedStream response = server.visitor().get(path, "Connection: close")) {
      assertThat(response.status()).isEqualTo(200);
      return response.body();
    }
  }

  private static RecordedStream post(TestServer server, String token) {
    return server.visitor().request("POST", "/owner/session", body(token), "Connection: close");
  }

  private static RecordedStream post(
      TestServer server, String host, String token, String... headers) {
    StringBuilder request = new StringBuilder("POST /owner/session HTTP/1.1\r\n");
    request.append("Host: " + host + "\r\nConnection: close\r\n");
    for (String header : headers) {
      request.append(header + "\r\n");
    }
    request.append("Content-Type: application/json\r\n");
    request.append("Content-Length: " + body(token).length() + "\r\n\r\n" + body(token));
    return server.visitor().connect().send(request.toString()).receive();
  }

  private static String signIn(TestServer server) {
    try (RecordedStream response = post(server, TOKEN)) {
      assertThat(response.status()).isEqualTo(204);
      return cookieOf(response);
    }
  }

  private static String cookieOf(RecordedStream response) {
    String cookie = Objects.requireNonNull(response.header("Set-Cookie"));
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private String cookie() {
    return "Cookie: " + signIn(server);
  }

  private JsonNode session(String cookie) {
    try (RecordedStream response =
        server.visitor().get("/owner/session", "Cookie: " + cookie, "Connection: close")) {
      assertThat(response.status()).isEqualTo(200);
      return response.json();
    }
  }

  private static int status(TestServer server, String method, String path, String cookie) {
    try (RecordedStream response =
        server.visitor().request(method, path, "", "Cookie: " + cookie, "Connection: close")) {
      return response.status();
    }
  }

  private static int bearer(TestServer server, String method, String path, String token) {
    try (RecordedStream response =
        server
            .visitor()
            .request(method, path, "", "Authorization: Bearer " + token, "Connection: close")) {
      return response.status();
    }
  }
}

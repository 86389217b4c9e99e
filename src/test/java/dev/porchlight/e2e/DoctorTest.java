package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.porchlight.testing.ReverseProxy;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor command tells an owner, and its exit code. */
final class DoctorTest {

  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":90}}";
  private static final Duration BETWEEN_PIECES = Duration.ofSeconds(1);

  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void aChatThatIsWellIsSaidToBe() throws Exception {
    upstream.script("model", DoctorTest::writeSlowly);
    Map<String, String> settings = asking("model");
    settings.put("OWNER_TOKEN", "a-token-of-the-owner");
    try (TestServer server = TestServer.start(settings)) {
      List<String> lines = doctor(0, settings, server.address());
      assertThat(lines.get(0)).isEqualTo("Settings  ok    Each is understood.");
      assertThat(lines.get(1)).matches("Content   ok    \\d+ pages with \\d+ passages; .*");
      assertThat(lines.get(2)).matches("Model     ok    m at .* answers\\.");
      assertThat(lines.get(3))
          .matches(
              "Model     ok    m: its first word came after \\d+ ms, then \\d+ tokens a second."
                  + " It reports what it uses. It does not tell its rate limits, so that a wait is"
                  + " known only once it refuses.");
      assertThat(lines.get(4)).matches("Site      ok    .* the chat's page is there\\.");
      assertThat(lines.get(5)).contains("It may be shown in a frame on: 'self'.");
      assertThat(lines.get(6)).contains("The answer comes piece by piece");
      assertThat(lines.get(7)).isEqualTo("Site      ok    The server takes you for 127.0.0.1.");
    }
  }

  @Test
  void aModelThatTellsItsRateLimitsIsSaidTo() throws Exception {
    upstream.script(
        "limited",
        exchange ->
            exchange
                .startBody(
                    200,
                    Map.of(
                        "Content-Type", "text/event-stream",
                        "x-ratelimit-remaining-requests", "59"))
                .delta("One.")
                .finish("stop")
                .done());
    assertThat(doctor(0, asking("limited"), null))
        .anyMatch(
            line ->
                line.endsWith(
                    "It reports no usage, so that costs are estimated. It tells how much of its rate"
                        + " limits is left."));
  }

  @Test
  void aProxyThatHoldsAnswersBackIsNamed(@TempDir Path folder) throws Exception {
    assumeTrue(ReverseProxy.Kind.NGINX.isInstalled());
    upstream.script("model", DoctorTest::writeSlowly);
    try (TestServer server = TestServer.start(asking("model"));
        ReverseProxy proxy =
            ReverseProxy.start(
                ReverseProxy.Kind.NGINX,
                folder,
                ReverseProxy.NGINX_SITE
                    .replace(
                        "SITE",
                        """
                        server {
                          listen 127.0.0.1:PORT;
                          location / {
                            proxy_pass http://SERVER;
                            proxy_set_header Host $http_host;
                            proxy_ignore_headers X-Accel-Buffering;
                          }
                        }
                        """)
                    .replace("SERVER", "127.0.0.1:" + server.address().getPort()))) {
      assertThat(doctor(1, Map.of(), proxy.address()))
          .last()
          .asString()
          .matches(
              "Site      !     The answer is held back on the way: its first event came after \\d+ ms"
                  + " of \\d+ ms \\(Server: nginx.*\\); set \"proxy_buffering off;\" for the chat\\.");
    }
  }

  @Test
  void whatIsWrongIsNamedWithWhatToDo(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("page.md"), "# A page\n\nWith a word.");
    Map<String, String> settings = asking("unknown");
    settings.put("CONTENT_DIR", folder.toString());
    List<String> lines = doctor(1, settings, URI.create("http://127.0.0.1:9/"));
    assertThat(lines)
        .contains(
            "Content   !     1 pages have no address, so that their sources can't be opened: set"
                + " SITE_URL.",
            "Site      !     127.0.0.1:9 refuses the connection: is the server there running?")
        .anyMatch(line -> line.startsWith("Model     !     m at ") && line.contains("status 404"));
    assertThat(doctor(1, Map.of("PORT", "eighty"), null))
        .singleElement()
        .asString()
        .startsWith("Settings  !     PORT is \"eighty\"; allowed is ");
  }

  @Test
  void anAddressThatIsNotTheChatsIsNamed() throws Exception {
    try (TestServer server = TestServer.start(Map.of())) {
      assertThat(doctor(1, Map.of(), server.address().resolve("/nowhere/")))
          .last()
          .asString()
          .contains("There is no chat at ", "set PUBLIC_URL=");
    }
  }

  private static void writeSlowly(Exchange exchange) {
    if (exchange.request().path().endsWith("/models")) {
      exchange.respond(404, Map.of(), "");
    } else {
      exchange.startStream().delta("One,").pause(BETWEEN_PIECES).delta(" two.");
      exchange.pause(BETWEEN_PIECES).finish("stop").event(USAGE).done();
    }
  }

  private Map<String, String> asking(String name) {
    return new HashMap<>(Map.of("AI_API_URL", upstream.uri(name).toString(), "AI_MODEL", "m"));
  }

  private static List<String> doctor(
      int exitCode, Map<String, String> settings, @Nullable URI address) throws Exception {
    String[] command =
        address == null ? new String[] {"doctor"} : new String[] {"doctor", address.toString()};
    try (ServerProcess doctor = ServerProcess.command(settings, command)) {
      List<String> lines = doctor.rest();
      assertThat(doctor.awaitExit()).as(String.join("\n", lines)).isEqualTo(exitCode);
      return lines.stream().filter(line -> line.matches("[A-Z][a-z]+ +(ok|!) .*")).toList();
    }
  }
}

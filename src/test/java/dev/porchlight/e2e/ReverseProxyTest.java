package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.porchlight.testing.ReverseProxy;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import dev.porchlight.web.OriginCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real proxies in front: each piece of an answer comes when it was sent, wherever it is. */
final class ReverseProxyTest {

  private static final String NGINX =
      ReverseProxy.NGINX_SITE.replace(
          "SITE",
          """
          gzip on;
          gzip_types text/css application/javascript application/json;
          gzip_min_length 1;
          server { listen 127.0.0.1:PORT; LOCATIONS }
          """);

  private static final String HAPROXY =
      """
      defaults
        mode http
        timeout connect 5s
        timeout client 60s
        timeout server 60s
      frontend site
        bind 127.0.0.1:PORT
        LOCATIONS
        default_backend chat
      backend chat
        server one SERVER
      """;

  private static final String CADDY =
      """
      {
        admin off
        auto_https off
      }
      http://127.0.0.1:PORT {
        encode gzip
        LOCATIONS
      }
      """;

  @TempDir Path folder;
  private final FakeUpstream upstream = FakeUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  static Stream<Arguments> proxies() {
    return Stream.of(
        proxy(
            ReverseProxy.Kind.NGINX,
            "defaults",
            NGINX,
            "/",
            "location / { proxy_pass http://SERVER; }"),
        proxy(
            ReverseProxy.Kind.NGINX,
            "path taken off",
            NGINX,
            "/bot/",
            "location /bot/ { proxy_pass http://SERVER/; }"),
        proxy(
            ReverseProxy.Kind.NGINX,
            "path passed on",
            NGINX,
            "/bot/",
            "location /bot/ { proxy_pass http://SERVER; }"),
        proxy(
            ReverseProxy.Kind.NGINX,
            "no host passed",
            NGINX,
            "/",
            "location / { proxy_pass http://SERVER; proxy_set_header Host \"\"; }"),
        proxy(ReverseProxy.Kind.HAPROXY, "defaults", HAPROXY, "", ""),
        proxy(
            ReverseProxy.Kind.HAPROXY,
            "path taken off",
            HAPROXY,
            "/bot/",
            "http-request replace-path /bot/(.*) /\\1"),
        proxy(ReverseProxy.Kind.CADDY, "defaults", CADDY, "", "reverse_proxy SERVER"),
        proxy(
            ReverseProxy.Kind.CADDY,
            "path taken off",
            CADDY,
            "/bot/",
            "handle_path /bot/* {\n reverse_proxy SERVER\n}"),
        proxy(
            ReverseProxy.Kind.CADDY,
            "path passed on",
            CADDY,
            "/bot/",
            "handle /bot/* {\n reverse_proxy SERVER\n}"));
  }

  private static Arguments proxy(
      ReverseProxy.Kind kind, String how, String configuration, String path, String locations) {
    return Arguments.of(kind, how, configuration.replace("LOCATIONS", locations), path);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("proxies")
  void eachPieceComesWhenItWasSent(
      ReverseProxy.Kind kind, String how, String configuration, String path) throws IOException {
    assumeTrue(kind.isInstalled());
    Map<String, String> settings = new HashMap<>(Map.of("TRUSTED_PROXIES", "1"));
    try (TestServer server = behind(settings, path);
        ReverseProxy proxy = proxy(kind, configuration, server)) {
      ChatClient visitor = new ChatClient(proxy.address());
      String base = path.isEmpty() ? "" : path.substring(0, path.length() - 1);
      try (RecordedStream page = visitor.get(base + "/", "Connection: close")) {
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("<script type=\"module\" src=\"");
      }
      try (RecordedStream stream =
          visitor.request(
              "POST",
              base + "/chat",
              "{\"message\":\"What does it stream?\"}",
              "Accept-Encoding: gzip",
              "Origin: " + originOf(proxy, path))) {
        stream.expect("answer");
        Exchange exchange = upstream.awaitExchange();
        exchange.startStream().delta("One.");
        stream.expectBegin("model");
        stream.expectChunk("One.");
        exchange.delta(" Two.");
        stream.expectChunk(" Two.");
        exchange.finish("stop").done();
        stream.expectDone("finished");
      }
    }
  }

  @Test
  void withoutAHostAndAPublicUrlTheOwnerReadsWhatToSet() throws IOException {
    assumeTrue(ReverseProxy.Kind.NGINX.isInstalled());
    String configuration =
        NGINX.replace(
            "LOCATIONS", "location / { proxy_pass http://SERVER; proxy_set_header Host \"\"; }");
    try (RecordedLog log = RecordedLog.of(OriginCheck.class);
        TestServer server = behind(Map.of(), "");
        ReverseProxy proxy = proxy(ReverseProxy.Kind.NGINX, configuration, server);
        RecordedStream refused =
            new ChatClient(proxy.address())
                .request(
                    "POST",
                    "/chat",
                    "{\"message\":\"Hi\"}",
                    "Origin: https://ana.example",
                    "Connection: close")) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(log.lines())
          .containsExactly(
              "A request with the origin https://ana.example for no host (the proxy in front passes"
                  + " none) was refused: its origin is not the host that it was sent to. If"
                  + " https://ana.example is the address that visitors call the chat by, set"
                  + " PUBLIC_URL=https://ana.example");
    }
  }

  private static String originOf(ReverseProxy proxy, String path) {
    return path.isEmpty() ? proxy.address().toString() : "https://ana.example";
  }

  private TestServer behind(Map<String, String> settings, String path) {
    Map<String, String> all = new HashMap<>(settings);
    if (!path.isEmpty()) {
      all.put("PUBLIC_URL", "https://ana.example" + path);
    }
    return TestServer.asking(upstream.manual(), all);
  }

  private ReverseProxy proxy(ReverseProxy.Kind kind, String configuration, TestServer server)
      throws IOException {
    URI address = server.address();
    return ReverseProxy.start(
        kind, folder, configuration.replace("SERVER", "127.0.0.1:" + address.getPort()));
  }
}

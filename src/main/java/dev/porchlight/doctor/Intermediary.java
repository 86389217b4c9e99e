package dev.porchlight.doctor;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands between a visitor and the server, as a response's headers tell.
 *
 * @param names what was recognized, joined; empty where nothing was
 * @param advice what to do about it; may be empty
 */
record Intermediary(String names, String advice) {

  private static final Map<String, String> SERVERS =
      Map.of(
          "nginx",
          "set \"proxy_buffering off;\" for the chat",
          "apache",
          "set \"SetEnv proxy-sendchunked\" and switch off mod_deflate for text/event-stream",
          "cloudflare",
          "switch off what rewrites responses there",
          "caddy",
          "set \"flush_interval -1\"",
          "envoy",
          "switch off its buffer filter",
          "varnish",
          "let it pipe text/event-stream");

  static Intermediary of(HttpHeaders headers) {
    String told =
        Stream.of("Server", "Via", "CF-Ray", "X-Cache", "X-Served-By")
            .flatMap(name -> headers.firstValue(name).map(value -> name + ": " + value).stream())
            .collect(Collectors.joining(", "));
    String recognized =
        headers.firstValue("CF-Ray").isPresent()
            ? "cloudflare"
            : headers.firstValue("Server").orElse("").toLowerCase(Locale.ROOT);
    String advice =
        SERVERS.entrySet().stream()
            .filter(known -> recognized.startsWith(known.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    boolean isCoded = headers.firstValue("Content-Encoding").isPresent();
    return new Intermediary(
        isCoded ? told + (told.isEmpty() ? "" : ", ") + "which compresses it" : told, advice);
  }

  /** The end of a sentence about what is wrong. */
  String sentence() {
    String who = names.isEmpty() ? "; look for a proxy that buffers responses" : " (" + names + ")";
    return advice.isEmpty() ? who : who + "; " + advice;
  }
}

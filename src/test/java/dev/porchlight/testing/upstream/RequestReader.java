package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 requests out of bytes as they arrive. For one thread. */
final class RequestReader {
  private String received = "";

  void add(byte[] bytes, int length) {
    received += new String(bytes, 0, length, ISO_8859_1);
  }

  /** The next whole request, or null as long as there is none. */
  @Nullable Request next() {
    int headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      return null;
    }
    String[] lines = received.substring(0, headEnd).split("\r\n", -1);
    Map<String, String> headers = headers(lines);
    int bodyStart = headEnd + 4;
    return "chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))
        ? chunked(lines[0], headers, bodyStart)
        : sized(lines[0], headers, bodyStart);
  }

  private @Nullable Request sized(String requestLine, Map<String, String> headers, int bodyStart) {
    int bodyEnd = bodyStart + Integer.parseInt(headers.getOrDefault("Content-Length", "0").strip());
    return received.length() < bodyEnd
        ? null
        : take(requestLine, headers, received.substring(bodyStart, bodyEnd), bodyEnd);
  }

  private @Nullable Request chunked(
      String requestLine, Map<String, String> headers, int bodyStart) {
    StringBuilder body = new StringBuilder();
    int position = bodyStart;
    while (true) {
      int lineEnd = received.indexOf("\r\n", position);
      if (lineEnd < 0) {
        return null;
      }
      int size = Integer.parseInt(received.substring(position, lineEnd).split(";", 2)[0], 16);
      int chunkStart = lineEnd + 2;
      position = chunkStart + size + 2;
      if (received.length() < position) {
        return null;
      }
      if (size == 0) {
        return take(requestLine, headers, body.toString(), position);
      }
      body.append(received, chunkStart, chunkStart + size);
    }
  }

  private Request take(String requestLine, Map<String, String> headers, String body, int end) {
    received = received.substring(end);
    String[] words = requestLine.split(" ", -1);
    return new Request(words[0], words[1], headers, new String(body.getBytes(ISO_8859_1), UTF_8));
  }

  private static Map<String, String> headers(String[] lines) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(":", 2);
      headers.merge(field[0], field[1].strip(), (first, next) -> first + ", " + next);
    }
    return headers;
  }
}

package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * The status and the headers of a response.
 *
 * @param headers by name in any case; the values of a repeated one are joined with commas
 */
record ResponseHead(int status, Map<String, String> headers) {

  static ResponseHead read(InputStream input) throws IOException {
    String[] statusLine = line(input).split(" ", 3);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(input); !line.isEmpty(); line = line(input)) {
      String[] field = line.split(":", 2);
      headers.merge(field[0], field[1].strip(), (first, next) -> first + ", " + next);
    }
    int status = Integer.parseInt(statusLine[1]);
    return status / 100 == 1 ? read(input) : new ResponseHead(status, headers);
  }

  /** A line without its CR LF. */
  static String line(InputStream input) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0) {
        throw new EOFException("The server closed inside a line: " + line.toString(ISO_8859_1));
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /** The body as its sender wrote it, without the framing. */
  InputStream body(InputStream input) {
    String length = headers.get("Content-Length");
    if ("chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
      return new ChunkedBody(input);
    }
    if (status == 204 || status == 304) {
      return new SizedBody(input, 0);
    }
    return length == null ? input : new SizedBody(input, Long.parseLong(length));
  }
}

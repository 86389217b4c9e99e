package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;

/** A visitor of a site. Each request has a connection of its own. */
public record ChatClient(URI site) {

  /** Asks a first question. */
  public RecordedStream ask(String message) {
    return post(question(message));
  }

  /** Posts a body to the chat, with more headers where they are given, one a line. */
  public RecordedStream post(String json, String... headers) {
    return request("POST", "/chat", json, headers);
  }

  /** Reads on after a position. */
  public RecordedStream resume(String streamId, long lastEventId) {
    return request("GET", "/chat/" + streamId, "", "Last-Event-ID: " + lastEventId);
  }

  /** Stops a stream and gives the status of the response. */
  public int stop(String streamId) {
    try (RecordedStream response = request("DELETE", "/chat/" + streamId, "")) {
      return response.status();
    }
  }

  public RecordedStream get(String path, String... headers) {
    return request("GET", path, "", headers);
  }

  /** Sends any request; a body is announced as JSON unless a header says otherwise. */
  public RecordedStream request(String method, String path, String body, String... headers) {
    return connect().send(requestText(method, path, body, headers)).receive();
  }

  public VisitorSocket connect() {
    return VisitorSocket.connect(site);
  }

  /** A whole request, for a visitor who sends it in a way of its own. */
  public String requestText(String method, String path, String body, String... headers) {
    StringBuilder request = new StringBuilder();
    request.append(method + " " + path + " HTTP/1.1\r\nHost: " + site.getAuthority() + "\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (!body.isEmpty()) {
      appendIfMissing(request, "Content-Type", "application/json");
      appendIfMissing(request, "Content-Length", "" + body.getBytes(UTF_8).length);
    }
    return request + "\r\n" + body;
  }

  /** The body of a first question. */
  public static String question(String message) {
    return new JsonMapper().createObjectNode().put("message", message).toString();
  }

  private static void appendIfMissing(StringBuilder request, String name, String value) {
    if (request.indexOf("\r\n" + name + ":") < 0) {
      request.append(name + ": " + value + "\r\n");
    }
  }
}

package dev.porchlight.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A site on this machine whose files a test sets; it remembers what it was asked for. */
final class TestSite implements AutoCloseable {

  private record Answer(int status, Map<String, String> headers, Supplier<byte[]> body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> userAgents = new CopyOnWriteArrayList<>();

  private TestSite(HttpServer server) {
    this.server = server;
  }

  static TestSite start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TestSite site = new TestSite(server);
      server.createContext("/", site::answer);
      server.start();
      return site;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An address on it, by a path that begins with a slash. */
  String at(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** A page of HTML with a body. */
  TestSite page(String path, String body) {
    return html(path, "<title>" + path + "</title><body><main>" + body + "</main>");
  }

  TestSite html(String path, String html) {
    return set(path, 200, Map.of("Content-Type", "text/html; charset=utf-8"), html.getBytes(UTF_8));
  }

  TestSite file(String path, String type, String text) {
    return set(path, 200, Map.of("Content-Type", type), text.getBytes(UTF_8));
  }

  TestSite redirect(String path, String location) {
    return set(path, 301, Map.of("Location", location), new byte[0]);
  }

  TestSite sitemap(String path, String... paths) {
    StringBuilder urls = new StringBuilder();
    for (String listed : paths) {
      String address = listed.startsWith("/") ? at(listed) : listed;
      urls.append("<url><loc>").append(address).append("</loc></url>");
    }
    String xmlns = "http://www.sitemaps.org/schemas/sitemap/0.9";
    return file(
        path,
        "application/xml",
        "<?xml version=\"1.0\"?><urlset xmlns=\"" + xmlns + "\">" + urls + "</urlset>");
  }

  TestSite set(String path, int status, Map<String, String> headers, byte[] body) {
    answers.put(path, new Answer(status, headers, () -> body));
    return this;
  }

  TestSite remove(String path) {
    answers.remove(path);
    return this;
  }

  /** The paths that were asked for, in their order; those of pages alone. */
  List<String> pagesAskedFor() {
    return requests.stream()
        .filter(path -> !path.equals("/robots.txt") && !path.contains("sitemap"))
        .toList();
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  List<String> userAgents() {
    return List.copyOf(userAgents);
  }

  void forgetRequests() {
    requests.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestURI().toString());
      userAgents.add(String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent")));
      Answer answer =
          answers.getOrDefault(
              exchange.getRequestURI().toString(), new Answer(404, Map.of(), () -> new byte[0]));
      byte[] body = answer.body().get();
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      if (isKnown(exchange, answer)) {
        exchange.sendResponseHeaders(304, -1);
      } else if (body.length == 0) {
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static boolean isKnown(HttpExchange exchange, Answer answer) {
    return isSame(exchange, "If-None-Match", answer.headers().get("ETag"))
        || isSame(exchange, "If-Modified-Since", answer.headers().get("Last-Modified"));
  }

  private static boolean isSame(HttpExchange exchange, String header, @Nullable String value) {
    return value != null && value.equals(exchange.getRequestHeaders().getFirst(header));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package dev.porchlight.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.porchlight.testing.upstream.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The owner's webhook on the loopback address: keeps what it gets, and answers as it is told. Safe
 * for use by any thread.
 */
public final class WebhookReceiver implements AutoCloseable {

  /** Answers one request, or leaves it without an answer. */
  @FunctionalInterface
  public interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** A request as it came in. */
  public record Received(String method, Headers headers, String body) {

    public JsonNode json() {
      try {
        return new JsonMapper().readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Behaviour behaviour = status(204);

  private WebhookReceiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** On a free port. */
  public static WebhookReceiver start() {
    return new WebhookReceiver(0);
  }

  /** On the port of one that was closed. */
  public static WebhookReceiver startAt(int port) {
    return new WebhookReceiver(port);
  }

  public static Behaviour status(int status, String... headerLines) {
    return exchange -> {
      for (String line : headerLines) {
        int colon = line.indexOf(':');
        exchange
            .getResponseHeaders()
            .add(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    };
  }

  /** Closes the connection without a word. */
  public static Behaviour hangUp() {
    return HttpExchange::close;
  }

  /** Says nothing until it is closed. */
  public Behaviour silence() {
    return exchange -> awaitClosing();
  }

  /** Has taken the request, but its response never ends. */
  public Behaviour endless(int status) {
    return exchange -> {
      exchange.sendResponseHeaders(status, 0);
      exchange.getResponseBody().flush();
      awaitClosing();
    };
  }

  public void behave(Behaviour other) {
    behaviour = other;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port() + "/hook?token=very-secret");
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** What came in so far, the oldest first. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    received.add(new Received(exchange.getRequestMethod(), exchange.getRequestHeaders(), body));
    behaviour.answer(exchange);
  }

  private void awaitClosing() {
    try {
      var unused = closing.await(Patience.MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}

package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An OpenAI-compatible embeddings API on loopback. */
public final class FakeEmbeddingProvider implements AutoCloseable {

  /** What each costs, whatever it says. */
  public static final int TOKENS_OF_A_TEXT = 10;

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Function<List<String>, List<float[]>> model;
  private final Queue<String> embedded = new ConcurrentLinkedQueue<>();
  private volatile int status = 200;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /**
   * @param model gives the vector of each text
   */
  public FakeEmbeddingProvider(Function<List<String>, List<float[]>> model) {
    this.model = model;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/embeddings", this::embed);
    server.setExecutor(threads);
    server.start();
  }

  /** What the setting for it is. */
  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  /** The texts that it was sent, whatever it answered. */
  public Queue<String> embedded() {
    return embedded;
  }

  /** Answers with that status from now on. */
  public void answerWith(int newStatus) {
    status = newStatus;
  }

  /** Answers nothing until the gate is opened. */
  public void hold(CountDownLatch newGate) {
    gate = newGate;
  }

  private void embed(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    List<String> texts = new ArrayList<>();
    request.path("input").forEach(text -> texts.add(text.asText()));
    embedded.addAll(texts);
    ObjectNode response = JSON.createObjectNode();
    ArrayNode data = response.putArray("data");
    for (float[] made : model.apply(texts)) {
      ArrayNode vector = data.addObject().put("index", data.size() - 1).putArray("embedding");
      for (float value : made) {
        vector.add(value);
      }
    }
    response.putObject("usage").put("prompt_tokens", TOKENS_OF_A_TEXT * texts.size());
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] body = response.toString().getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

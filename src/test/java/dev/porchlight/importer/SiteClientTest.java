package dev.porchlight.importer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a request to a server that does not answer, or not in full. */
final class SiteClientTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/silent", exchange -> awaitEnd());
    server.createContext(
        "/half",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[50]);
          exchange.getResponseBody().flush();
          awaitEnd();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdown();
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedFor() {
    assertThatThrownBy(() -> get("/silent", new SiteClient.Timeouts(LONG, SHORT, LONG)))
        .isInstanceOf(IOException.class)
        .hasMessage("it did not answer in time");
  }

  @Test
  void anAnswerThatDoesNotEndIsNotWaitedFor() {
    assertThatThrownBy(() -> get("/half", new SiteClient.Timeouts(LONG, LONG, SHORT)))
        .isInstanceOf(IOException.class)
        .hasMessage("its answer was not complete in time");
  }

  private void get(String path, SiteClient.Timeouts timeouts)
      throws IOException, InterruptedException, LeftOutException {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    new SiteClient(new RequestTurns(new ManualPacer()), timeouts)
        .get(address, SiteClient.Wish.forFile(1000), any -> {});
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

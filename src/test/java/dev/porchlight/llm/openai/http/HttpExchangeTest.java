package dev.porchlight.llm.openai.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.upstream.FakeUpstream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a connection, over real sockets. */
final class HttpExchangeTest {

  private final FakeUpstream upstream = FakeUpstream.start();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final HttpClient client =
      HttpClientFactory.create(threads, new ScheduledExecutorScheduler("test", true));
  private final ConnectionPool connections = new ConnectionPool();

  @BeforeEach
  void start() throws Exception {
    client.start();
  }

  @AfterEach
  void stop() {
    LifeCycle.stop(client);
    threads.shutdownNow();
    upstream.close();
  }

  @Test
  void aConnectionThatIsClosedJustAsItsResponseEndsIsNotUsedAgain() {
    for (int round = 0; round < 50; round++) {
      CompletableFuture<HttpExchange> itself = new CompletableFuture<>();
      Recorded closes =
          new Recorded() {
            @Override
            public void received(ByteBuffer bytes) {
              super.received(bytes);
              if (text.toString().contains("[DONE]")) {
                itself.join().close();
                outcome.complete("closed");
              }
            }
          };
      itself.complete(send(closes));
      assertThat(closes.outcome.join()).isEqualTo("closed");

      Recorded next = new Recorded();
      send(next);
      assertThat(next.outcome.join()).isEqualTo("ended");
      assertThat(next.text.toString()).contains("[DONE]");
    }
  }

  @Test
  void nothingIsCalledAfterItWasClosed() {
    Recorded closed = new Recorded();
    HttpExchange exchange = exchange("stall-before-headers", closed);
    exchange.close();
    exchange.send();
    Recorded next = new Recorded();
    send(next);
    assertThat(next.outcome.join()).isEqualTo("ended");
    assertThat(closed.outcome).isNotDone();
  }

  private HttpExchange send(Recorded listener) {
    HttpExchange exchange = exchange("short", listener);
    exchange.send();
    return exchange;
  }

  private HttpExchange exchange(String script, Recorded listener) {
    Request request =
        client
            .newRequest(upstream.uri(script) + "/chat/completions")
            .method(HttpMethod.POST)
            .body(
                new StringRequestContent("application/json", "{\"messages\":[],\"stream\":true}"));
    return new HttpExchange(request, connections, Runnable::run, listener);
  }

  private static class Recorded implements HttpExchange.Listener {
    final StringBuilder text = new StringBuilder();
    final CompletableFuture<String> outcome = new CompletableFuture<>();

    @Override
    public void sent() {}

    @Override
    public void responded(int status, HttpFields headers) {}

    @Override
    public void received(ByteBuffer bytes) {
      text.append(UTF_8.decode(bytes));
    }

    @Override
    public void ended() {
      outcome.complete("ended");
    }

    @Override
    public void broke(Throwable cause, boolean connected) {
      outcome.complete("broke: " + cause);
    }
  }
}

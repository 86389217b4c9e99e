package dev.porchlight.testing.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FakeUpstreamTest {
  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @ParameterizedTest
  @MethodSource("dev.porchlight.testing.upstream.Dialect#all")
  void sendsTheVeryBytesOfADialect(Dialect dialect) {
    HttpResponse<byte[]> response =
        Patience.await("a dialect is sent", call(dialect.name(), "Hi", BodyHandlers.ofByteArray()));
    assertThat(response.statusCode()).isEqualTo(dialect.status());
    assertThat(response.headers().firstValue("Content-Type")).contains(dialect.contentType());
    assertThat(response.body()).isEqualTo(dialect.body());
  }

  @Test
  void givesNoNameTwice() {
    assertThat(
            Stream.concat(
                Dialect.all().stream().map(Dialect::name), Fault.all().stream().map(Fault::name)))
        .doesNotHaveDuplicates();
  }

  @Test
  void recordsWhatItWasAsked() {
    try (VisitorSocket caller = open("manual", "Grüße ✨")) {
      Exchange exchange = upstream.awaitExchange();
      Request request = exchange.request();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.target()).isEqualTo("/manual/v1/chat/completions?a=b");
      assertThat(request.header("authorization")).isEqualTo("Bearer key");
      assertThat(request.question()).isEqualTo("Grüße ✨");
      assertThat(upstream.requests()).containsExactly(request);
      assertThat(upstream.openConnections()).isOne();
      exchange.respond(204, Map.of());
      assertThat(caller.receive().status()).isEqualTo(204);
    }
  }

  @Test
  void sendsEachStepWhenTheTestSaysSo() {
    try (VisitorSocket caller = open("manual", "Hi")) {
      Exchange exchange = upstream.awaitExchange().startStream().delta("a");
      try (RecordedStream stream = caller.receive()) {
        assertThat(stream.next().data()).contains("\"content\":\"a\"");
        assertThat(exchange.isRunning()).isTrue();
        exchange.delta("b");
        assertThat(stream.next().data()).contains("\"content\":\"b\"");
        exchange.done();
        assertThat(stream.next().data()).isEqualTo("[DONE]");
        stream.assertExhausted();
        upstream.awaitNothingRunning();
      }
    }
    upstream.awaitNothingOpen();
  }

  @Test
  void dropsAConnectionWithARealReset() {
    try (VisitorSocket caller = open("manual", "Hi")) {
      Exchange exchange = upstream.awaitExchange().startStream().delta("a");
      RecordedStream stream = caller.receive().leave();
      assertThat(stream.next().data()).contains("\"a\"");
      exchange.reset();
      assertThatThrownBy(stream::next).hasRootCauseInstanceOf(SocketException.class);
      upstream.awaitNothingOpen();
    }
  }

  @Test
  void noticesThatACallerHangsUpWhileNothingIsSent() {
    VisitorSocket leaving = open("manual", "Hi");
    Exchange left = upstream.awaitExchange().startStream();
    VisitorSocket dropping = open("manual", "Hi");
    Exchange dropped = upstream.awaitExchange();
    assertThat(upstream.running()).isEqualTo(2);
    leaving.close();
    left.awaitHangUp();
    dropping.reset();
    assertThat(dropped.hungUpAt()).isGreaterThanOrEqualTo(left.hungUpAt());
    upstream.awaitNothingRunning();
    upstream.awaitNothingOpen();
  }

  @Test
  void noticesThatACallerHangsUpWhileItSendsWithoutEnd() {
    VisitorSocket caller = open("endless-tokens", "Hi");
    RecordedStream stream = caller.receive().leave();
    assertThat(stream.next().data()).contains("and so on");
    stream.close();
    upstream.exchanges().get(0).awaitHangUp();
    upstream.awaitNothingOpen();
  }

  @Test
  void closesAStaleConnectionOnlyAfterTheWholeAnswer() {
    try (VisitorSocket caller = open("stale-connection", "Hi")) {
      String body = caller.receive().body();
      assertThat(body).endsWith("data: [DONE]\n\n");
      assertThat(caller.isClosedWithoutResponse()).isTrue();
    }
  }

  @Test
  void answersSeveralRequestsOnOneConnection() {
    try (VisitorSocket caller = open("short", "Hi")) {
      String first = caller.receive().body();
      caller.send(request("short", "Hi"));
      assertThat(caller.receive().body()).isEqualTo(first);
      assertThat(upstream.acceptedConnections()).isOne();
    }
  }

  @Test
  void givesAThousandCallersEachTheirOwnAnswer() {
    List<CompletableFuture<HttpResponse<String>>> calls =
        IntStream.range(0, 1000)
            .mapToObj(i -> call("echo", "Caller " + i, BodyHandlers.ofString()))
            .toList();
    for (int i = 0; i < calls.size(); i++) {
      String body = Patience.await("a caller has its answer", calls.get(i)).body();
      assertThat(body.split("Caller " + i + " \\(", -1)).hasSize(51);
      assertThat(body).endsWith("data: [DONE]\n\n");
    }
  }

  private VisitorSocket open(String script, String question) {
    return VisitorSocket.connect(upstream.uri(script)).send(request(script, question));
  }

  private String request(String script, String question) {
    return new ChatClient(upstream.uri(script))
        .requestText(
            "POST",
            "/" + script + "/v1/chat/completions?a=b",
            body(question),
            "Authorization: Bearer key");
  }

  private <T> CompletableFuture<HttpResponse<T>> call(
      String script, String question, BodyHandler<T> handler) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(upstream.uri(script) + "/chat/completions"))
            .POST(BodyPublishers.ofString(body(question)))
            .build();
    return client.sendAsync(request, handler);
  }

  private static String body(String question) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
  }
}

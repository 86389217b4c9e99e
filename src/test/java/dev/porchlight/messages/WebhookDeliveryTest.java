package dev.porchlight.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.openai.http.HttpClientFactory;
import dev.porchlight.messages.MessageDelivery.Result;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.WebhookReceiver;
import dev.porchlight.testing.upstream.FakeTlsUpstream;
import dev.porchlight.testing.upstream.Patience;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A webhook over real sockets: what it gets, and when it counts as delivered. */
final class WebhookDeliveryTest {

  private static final String SECRET = "a secret of the owner's";

  private final ManualScheduler time = new ManualScheduler();
  private final QueuedThreadPool threads = new QueuedThreadPool();
  private final HttpClient client =
      HttpClientFactory.create(threads, new ScheduledExecutorScheduler());
  private final WebhookReceiver receiver = WebhookReceiver.start();

  @BeforeEach
  void start() throws Exception {
    threads.start();
    client.start();
  }

  @AfterEach
  void stop() throws Exception {
    receiver.close();
    client.stop();
    threads.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void aSuccessIsADelivery(int status) {
    receiver.behave(WebhookReceiver.status(status));
    assertThat(deliver(null)).isEqualTo(new Result.Delivered());
    assertThat(receiver.received())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("POST");
              assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
              assertThat(request.headers()).doesNotContainKey("Porchlight-signature");
              assertThat(request.json().path("message").asText()).isEqualTo("Words of a");
            });
  }

  @Test
  void aSecretSignsTheTimeAndTheBody() throws Exception {
    time.advance(Duration.ofMinutes(7));
    assertThat(deliver(SECRET)).isEqualTo(new Result.Delivered());
    WebhookReceiver.Received request = receiver.received().get(0);
    String timestamp = request.headers().getFirst(WebhookSignature.TIMESTAMP_FIELD);
    assertThat(timestamp).isEqualTo(Long.toString(time.instant().getEpochSecond()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    String expected =
        HexFormat.of().formatHex(mac.doFinal((timestamp + "." + request.body()).getBytes(UTF_8)));
    assertThat(request.headers().getFirst(WebhookSignature.FIELD)).isEqualTo("v1=" + expected);
  }

  @Test
  void theSignatureIsTheOneThatTheManualShows() {
    assertThat(
            WebhookSignature.of("an-owners-secret", "1780228800", "{\"id\":\"1\"}".getBytes(UTF_8)))
        .isEqualTo("v1=c5935494c823d2cd146322a31dcd5b5df2212be77253789214cbe50c30d2cc1d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          301 | Redirects are not followed
          307 | Redirects are not followed
          400 | It does not take what was sent
          401 | MESSAGES_WEBHOOK_SECRET
          403 | MESSAGES_WEBHOOK_SECRET
          404 | There is no such webhook
          410 | There is no such webhook
          500 | The receiver is failing
          503 | The receiver is failing
          """)
  void anotherStatusIsAFailureWithACure(int status, String cure) {
    receiver.behave(
        WebhookReceiver.status(status, "Location: " + receiver.address().resolve("/elsewhere")));
    assertThat(deliver(null))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> {
              assertThat(failed.cause()).isEqualTo("it answered with status " + status);
              assertThat(failed.cure()).contains(cure);
            });
    assertThat(receiver.received()).as("a redirect is not followed").hasSize(1);
  }

  @Test
  void aReceiverThatAsksForTimeIsHeard() {
    receiver.behave(WebhookReceiver.status(429, "Retry-After: 90"));
    assertThat(deliver(null))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(90)));
    receiver.behave(WebhookReceiver.status(503, "Retry-After: soon"));
    assertThat(deliver(null))
        .isInstanceOfSatisfying(
            Result.Failed.class, failed -> assertThat(failed.retryAfter()).isNull());
  }

  @Test
  void aReceiverThatIsSilentIsGivenUpAfterFifteenSeconds() {
    receiver.behave(receiver.silence());
    CompletableFuture<Result> open = open(receiver.address(), null);
    Awaitility.await().until(() -> receiver.received().size() == 1);
    time.advance(WebhookDelivery.DEADLINE.minusMillis(1));
    assertThat(open).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(await(open))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> assertThat(failed.cause()).isEqualTo("it did not answer within 15 s"));
  }

  @Test
  void aSuccessWhoseBodyNeverEndsIsADelivery() {
    receiver.behave(receiver.endless(200));
    assertThat(deliver(null)).isEqualTo(new Result.Delivered());
    assertThat(time.pending()).as("its deadline").isEqualTo(1);
    time.advance(WebhookDelivery.DEADLINE);
    assertThat(deliver(null)).isEqualTo(new Result.Delivered());
  }

  @Test
  void whoIsNotThereOrHangsUpIsNamed() {
    receiver.behave(WebhookReceiver.hangUp());
    assertThat(cause(deliver(null))).isEqualTo("the connection broke");
    receiver.close();
    assertThat(cause(deliver(null))).isEqualTo("connection refused");
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefused() {
    try (FakeTlsUpstream upstream = FakeTlsUpstream.valid()) {
      assertThat(cause(await(open(upstream.uri(), null)))).isEqualTo("TLS failed");
      assertThat(upstream.requests()).isZero();
    }
  }

  @Test
  void neitherTheAddressNorTheSecretIsNamed() {
    assertThat(new WebhookConfig(receiver.address(), SECRET).toString())
        .doesNotContain("very-secret", SECRET);
    assertThat(delivery(receiver.address(), SECRET).receiver()).isEqualTo("127.0.0.1");
  }

  private Result deliver(@Nullable String secret) {
    return await(open(receiver.address(), secret));
  }

  private CompletableFuture<Result> open(URI address, @Nullable String secret) {
    return delivery(address, secret).deliver(Messages.of("a")).toCompletableFuture();
  }

  private WebhookDelivery delivery(URI address, @Nullable String secret) {
    return new WebhookDelivery(
        new WebhookConfig(address, secret), client, new Timers(time, threads), time);
  }

  private static Result await(CompletableFuture<Result> open) {
    return open.orTimeout(Patience.MILLIS, TimeUnit.MILLISECONDS).join();
  }

  private static String cause(Result result) {
    return ((Result.Failed) result).cause();
  }
}

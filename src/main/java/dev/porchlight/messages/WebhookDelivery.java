package dev.porchlight.messages;

import dev.porchlight.concurrent.Timers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpMethod;

/**
 * Posts messages to the owner's webhook. It has a message when its status is a success (2xx),
 * whatever comes after that. Safe for use by any thread.
 */
public final class WebhookDelivery implements MessageDelivery {

  /** How long the whole exchange may take. */
  static final Duration DEADLINE = Duration.ofSeconds(15);

  private final WebhookConfig webhook;
  private final WebhookFormat format;
  private final HttpClient client;
  private final Timers timers;
  private final InstantSource clock;

  /**
   * @param client follows no redirects
   */
  public WebhookDelivery(
      WebhookConfig webhook, HttpClient client, Timers timers, InstantSource clock) {
    this.webhook = webhook;
    this.format = WebhookFormat.of(webhook.address());
    this.client = client;
    this.timers = timers;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Result> deliver(VisitorMessage message) {
    CompletableFuture<Result> delivered = new CompletableFuture<>();
    Request request = request(format.body(message));
    Future<?> deadline = timers.schedule(() -> giveUp(request), DEADLINE);
    request.onResponseHeaders(
        response -> {
          if (isSuccess(response.getStatus())) {
            delivered.complete(new Result.Delivered());
          }
        });
    request.send(
        exchange -> {
          deadline.cancel(false);
          delivered.complete(resultOf(exchange));
        });
    return delivered;
  }

  @Override
  public String receiver() {
    return webhook.address().getHost();
  }

  private Request request(byte[] body) {
    Request request =
        client
            .newRequest(webhook.address())
            .method(HttpMethod.POST)
            .body(new BytesRequestContent("application/json", body));
    String secret = webhook.secret();
    if (secret != null) {
      String timestamp = Long.toString(clock.instant().getEpochSecond());
      request.headers(
          headers ->
              headers
                  .put(WebhookSignature.TIMESTAMP_FIELD, timestamp)
                  .put(WebhookSignature.FIELD, WebhookSignature.of(secret, timestamp, body)));
    }
    return request;
  }

  private static void giveUp(Request request) {
    var unused = request.abort(new TimeoutException("the deadline is over"));
  }

  private static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }

  private static Result resultOf(org.eclipse.jetty.client.Result exchange) {
    int status = exchange.getResponse().getStatus();
    if (isSuccess(status)) {
      return new Result.Delivered();
    }
    return status >= 300
        ? WebhookFailure.ofStatus(status, exchange.getResponse().getHeaders().get("Retry-After"))
        : WebhookFailure.ofBreak(exchange.getFailure(), DEADLINE);
  }
}

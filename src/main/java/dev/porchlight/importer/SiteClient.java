package dev.porchlight.importer;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks one host, one request at a time, each in its turn. For one thread. */
final class SiteClient {

  static final String USER_AGENT = "Porchlight";
  private static final int MAX_REDIRECTS = 5;

  private final HttpClient client;
  private final RequestTurns turns;
  private final Timeouts timeouts;

  SiteClient(RequestTurns turns, Timeouts timeouts) {
    this.turns = turns;
    this.timeouts = timeouts;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeouts.connection())
            .build();
  }

  /**
   * How long a request may take.
   *
   * @param connection until it is connected
   * @param headers until the answer begins
   * @param whole until the answer is complete
   */
  record Timeouts(Duration connection, Duration headers, Duration whole) {
    static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60));
  }

  /** What is to be done before an address is asked for. */
  interface Gate {

    /**
     * Checks an address.
     *
     * @throws LeftOutException if it is not to be asked for
     */
    void enter(URI address) throws LeftOutException;
  }

  /**
   * How a file is asked for.
   *
   * @param headers those of a request to an address
   * @param maxBytes how long its body may be, compressed or not
   * @param htmlOnly whether the body of what is no HTML is not wanted
   */
  record Wish(Function<URI, Map<String, String>> headers, int maxBytes, boolean htmlOnly) {

    static Wish forFile(int maxBytes) {
      return new Wish(address -> Map.of(), maxBytes, false);
    }
  }

  /**
   * Asks for an address, and follows redirects that stay on the host.
   *
   * @throws LeftOutException if a redirect leads to another host, or there are too many
   * @throws IOException if there is no answer; the message says why
   */
  SiteResponse get(URI address, Wish wish, Gate gate)
      throws LeftOutException, IOException, InterruptedException {
    URI next = address;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      gate.enter(next);
      SiteResponse response = getOnce(next, wish);
      URI target = response.redirect();
      if (target == null) {
        return response;
      }
      if (!Addresses.areOfOneHost(address, target)) {
        throw new LeftOutException(
            "on another host", "it redirects to " + target + ", which is another host");
      }
      next = target;
    }
    throw new LeftOutException(
        "redirected too often", "it redirects more than " + MAX_REDIRECTS + " times");
  }

  private SiteResponse getOnce(URI address, Wish wish) throws IOException, InterruptedException {
    turns.await();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(timeouts.headers())
            .header("User-Agent", USER_AGENT);
    wish.headers().apply(address).forEach(request::header);
    CompletableFuture<HttpResponse<Optional<byte[]>>> exchange =
        client.sendAsync(request.build(), body(wish));
    try {
      return read(address, exchange.get(timeouts.whole().toMillis(), TimeUnit.MILLISECONDS), wish);
    } catch (ExecutionException e) {
      throw new IOException(reasonOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("its answer was not complete in time", e);
    } finally {
      exchange.cancel(true);
    }
  }

  private static BodyHandler<Optional<byte[]>> body(Wish wish) {
    return response -> {
      String type = response.headers().firstValue("Content-Type").orElse("");
      boolean isWanted =
          response.statusCode() == SiteResponse.OK
              && (!wish.htmlOnly() || SiteResponse.isHtml(type));
      return new BoundedBody(isWanted ? wish.maxBytes() : 0);
    };
  }

  private static SiteResponse read(URI address, HttpResponse<Optional<byte[]>> response, Wish wish)
      throws IOException {
    Optional<byte[]> body = response.body();
    if (body.isPresent()) {
      body = Gzip.unpacked(body.get(), wish.maxBytes());
    }
    return new SiteResponse(address, response.statusCode(), response.headers(), body.orElse(null));
  }

  private static String reasonOf(@Nullable Throwable failure) {
    if (failure instanceof HttpTimeoutException) {
      return "it did not answer in time";
    }
    if (failure instanceof ConnectException) {
      return "no server answers there";
    }
    String message = failure == null ? "" : String.valueOf(failure.getMessage());
    return failure instanceof SSLException
        ? "no secure connection can be made (" + message + ")"
        : "the connection failed (" + message + ")";
  }
}

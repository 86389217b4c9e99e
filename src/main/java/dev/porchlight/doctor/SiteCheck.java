package dev.porchlight.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Looks at a chat from outside, as a visitor's browser calls it. Used by one thread, once. */
public final class SiteCheck {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ANCESTORS = Pattern.compile("frame-ancestors ([^;]*)");
  private static final String QUESTION = "What can you tell me about this site, in some detail?";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int MISDIRECTED = 421;

  private final URI base;
  private final @Nullable String ownerToken;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param address of the chat's page
   * @param ownerToken the server's, or null where none is known
   */
  public SiteCheck(URI address, @Nullable String ownerToken) {
    String text = address.toString();
    this.base = URI.create(text.endsWith("/") ? text : text + "/");
    this.ownerToken = ownerToken;
  }

  /** Asks it one question, and says what was found, in the order in which a visitor meets it. */
  public List<Finding> run() throws InterruptedException {
    try {
      if (lookAtPage()) {
        ask();
        lookAtVisitor();
      }
    } catch (IOException e) {
      findings.add(ofFailure(e));
    }
    return List.copyOf(findings);
  }

  private boolean lookAtPage() throws IOException, InterruptedException {
    HttpResponse<String> config = get("config");
    if (config.statusCode() != OK || !isConfig(config.body())) {
      findings.add(ofNoChat(config.statusCode()));
      return false;
    }
    HttpResponse<String> page = get("");
    findings.add(
        page.statusCode() == OK
            ? Finding.fine("%s is reached, and the chat's page is there.", base)
            : Finding.wrong("The page at %s answers with status %d.", base, page.statusCode()));
    Matcher ancestors =
        ANCESTORS.matcher(page.headers().firstValue("Content-Security-Policy").orElse(""));
    if (ancestors.find()) {
      findings.add(Finding.fine("It may be shown in a frame on: %s.", ancestors.group(1).strip()));
    } else {
      findings.add(
          Finding.wrong(
              "The header Content-Security-Policy does not arrive; let the proxy in front pass it."));
    }
    return true;
  }

  private static boolean isConfig(String body) {
    try {
      JsonNode config = JSON.readTree(body);
      return config.has("greeting") && config.has("name");
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private Finding ofNoChat(int status) {
    return switch (status) {
      case MISDIRECTED ->
          Finding.wrong(
              "The server does not answer for the host %s: set PUBLIC_URL=%s there.",
              base.getHost(), base);
      case NOT_FOUND ->
          Finding.wrong(
              "There is no chat at %s (status 404). Below a path of your site, set PUBLIC_URL=%s, and"
                  + " let the proxy pass on all that begins with %s.",
              base, base, base.getPath());
      case OK -> Finding.wrong("What answers at %s is not Porchlight.", base);
      default ->
          Finding.wrong(
              "%sconfig answers with status %d: is Porchlight running, and does the proxy in front"
                  + " reach it?",
              base, status);
    };
  }

  private void ask() throws IOException, InterruptedException {
    String body = JSON.createObjectNode().put("message", QUESTION).toString();
    long startNanos = System.nanoTime();
    HttpResponse<InputStream> response =
        client.send(
            request("chat")
                .header("Content-Type", "application/json")
                .header("Origin", base.getScheme() + "://" + base.getRawAuthority())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      if (response.statusCode() != OK) {
        findings.add(ofRefusal(response.statusCode()));
        return;
      }
      findings.add(ofStream(timing(in, startNanos), response.headers()));
    }
  }

  private static StreamTiming timing(InputStream in, long startNanos) throws IOException {
    List<Duration> arrivals = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event:")) {
        arrivals.add(Duration.ofNanos(System.nanoTime() - startNanos));
      }
    }
    return new StreamTiming(arrivals);
  }

  private Finding ofRefusal(int status) {
    return status == FORBIDDEN
        ? Finding.wrong(
            "A question from the page is refused (status 403), since the server does not take %s for"
                + " its own address: set PUBLIC_URL=%s there.",
            base.getRawAuthority(), base)
        : Finding.wrong("A question is answered with status %d.", status);
  }

  private static Finding ofStream(StreamTiming timing, HttpHeaders headers) {
    if (timing.arrivals().isEmpty()) {
      return Finding.wrong(
          "The answer to a question has no events: something in between changes it%s.",
          Intermediary.of(headers).sentence());
    }
    long first = timing.first().toMillis();
    long last = timing.last().toMillis();
    if (!timing.tells()) {
      return Finding.fine(
          "A question was answered within %d ms; whether pieces are held back can't be told from so"
              + " short an answer.",
          last);
    }
    return timing.isHeldBack()
        ? Finding.wrong(
            "The answer is held back on the way: its first event came after %d ms of %d ms%s.",
            first, last, Intermediary.of(headers).sentence())
        : Finding.fine(
            "The answer comes piece by piece: its first event after %d ms, its last after %d ms.",
            first, last);
  }

  private void lookAtVisitor() throws IOException, InterruptedException {
    if (ownerToken == null) {
      return;
    }
    HttpResponse<String> seen =
        client.send(
            request("owner/api/visitor").header("Authorization", "Bearer " + ownerToken).build(),
            BodyHandlers.ofString());
    if (seen.statusCode() != OK) {
      findings.add(
          Finding.wrong(
              "Which address visitors have can't be asked (status %d): is OWNER_TOKEN the server's?",
              seen.statusCode()));
      return;
    }
    JsonNode visitor = JSON.readTree(seen.body());
    String address = visitor.path("address").asText();
    findings.add(
        visitor.path("isPrivate").asBoolean() && !LOOPBACK.contains(base.getHost())
            ? Finding.wrong(
                "The server takes you for %s, which is an address of a private network. If you are"
                    + " not in that network, all visitors share one limit: set TRUSTED_PROXIES to the"
                    + " number of proxies in front.",
                address)
            : Finding.fine("The server takes you for %s.", address));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
  }

  private Finding ofFailure(IOException failure) {
    String where = base.getRawAuthority();
    if (failure instanceof SSLException) {
      return Finding.wrong(
          "TLS with %s fails (%s): check its certificate.",
          where, String.valueOf(failure.getMessage()));
    }
    if (failure instanceof ConnectException) {
      return Finding.wrong(
          failure.getCause() != null
                  && failure.getCause().getCause() instanceof UnresolvedAddressException
              ? "The host %s is not known: check its name and its DNS record."
              : "%s refuses the connection: is the server there running?",
          where);
    }
    return Finding.wrong("%s can't be called (%s).", where, failure);
  }
}

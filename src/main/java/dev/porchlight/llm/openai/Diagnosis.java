package dev.porchlight.llm.openai;

import dev.porchlight.llm.FailureCode;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong at an upstream, for the owner: never with the key, nor with anything that an
 * upstream or a visitor said.
 *
 * @param cause what happened, as a part of a sentence
 * @param cure what the owner may do about it, as whole sentences; empty where there is nothing
 */
public record Diagnosis(String cause, String cure) {

  private static final int OLLAMA_PORT = 11_434;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern MODEL_UNKNOWN =
      Pattern.compile("model_not_found|\\bmodel\\b|deployment", Pattern.CASE_INSENSITIVE);

  /**
   * Finds what is to be said of a failure.
   *
   * @param error what the upstream answered, or null where it answered nothing
   * @param broken why the connection broke or was not made, or null where it was not that
   * @param unsent whether no request went out
   */
  static Diagnosis of(
      EndpointConfig upstream,
      FailureCode code,
      @Nullable ProviderError error,
      @Nullable Throwable broken,
      boolean unsent) {
    int status = error == null ? 0 : error.status();
    return switch (code) {
      case UPSTREAM_UNAVAILABLE -> unsent ? ofConnection(upstream, broken) : ofBreak();
      case UPSTREAM_TIMEOUT -> ofTimeout(upstream, unsent);
      case UPSTREAM_MISCONFIGURED -> ofSettings(upstream, Objects.requireNonNull(error));
      case PROVIDER_OUT_OF_CREDIT ->
          new Diagnosis(
              answered(status) + "the account there has no credit or quota left",
              "Add credit at the provider, or set the %s of another account."
                  .formatted(upstream.setting("AI_API_KEY")));
      case UPSTREAM_BUSY -> ofBusy(status);
      case QUESTION_TOO_LONG ->
          new Diagnosis(
              answered(status) + "a question with its passages and its history is too long for it",
              "Lower PASSAGE_TOKENS or HISTORY_TOKENS, or set a model with a larger context.");
      case QUESTION_REFUSED -> ofRefusal(upstream, status, error);
      case THINKING_USED_UP ->
          new Diagnosis(
              "it spent all its tokens on thinking and wrote no answer",
              "Raise AI_MAX_TOKENS, which is %d.".formatted(upstream.maxTokens()));
      case ANSWER_FILTERED -> new Diagnosis("its filter held an answer back", "");
      case ANSWER_EMPTY -> new Diagnosis("it ended without a word", "");
      case UPSTREAM_BAD_RESPONSE ->
          new Diagnosis(
              answered(status) + "what it sent is no answer of an OpenAI-compatible API",
              "Check that %s is the address of the API.".formatted(upstream.setting("AI_API_URL")));
      default -> new Diagnosis("it failed in the middle of an answer", "");
    };
  }

  /** Of an address that could not be connected to. */
  static Diagnosis ofConnection(EndpointConfig upstream, @Nullable Throwable broken) {
    String url = upstream.setting("AI_API_URL");
    URI endpoint = upstream.endpoint();
    if (ErrorClassifier.find(broken, UnknownHostException.class) != null) {
      return new Diagnosis(
          "unknown host %s".formatted(endpoint.getHost()),
          "Check the host name in %s, and that this machine can look up names.".formatted(url));
    }
    if (ErrorClassifier.find(broken, SSLException.class) != null) {
      return ofTls(broken, url);
    }
    if (ErrorClassifier.find(broken, ConnectException.class) != null) {
      return new Diagnosis("connection refused", cureOfRefused(upstream));
    }
    return ofBreak();
  }

  private static Diagnosis ofBreak() {
    return new Diagnosis(
        "the connection broke", "Check that no proxy or firewall in between closes it.");
  }

  private static String cureOfRefused(EndpointConfig upstream) {
    URI endpoint = upstream.endpoint();
    String url = upstream.setting("AI_API_URL");
    if (endpoint.getPort() == OLLAMA_PORT) {
      return "Is Ollama running? Start it with \"ollama serve\", or correct %s.".formatted(url);
    }
    return isLoopback(endpoint)
        ? "Is the model's server running on port %d of this machine? Start it, or correct %s."
            .formatted(endpoint.getPort(), url)
        : "Is the server there running? Check the host and the port in %s.".formatted(url);
  }

  private static boolean isLoopback(URI endpoint) {
    return LOOPBACK.contains(endpoint.getHost()) && endpoint.getPort() >= 0;
  }

  private static Diagnosis ofTls(@Nullable Throwable broken, String url) {
    String certificate = "Correct the certificate there, or the host in %s.".formatted(url);
    if (ErrorClassifier.find(broken, CertificateExpiredException.class) != null) {
      return new Diagnosis("TLS: its certificate has expired", certificate);
    }
    if (ErrorClassifier.find(broken, CertificateNotYetValidException.class) != null) {
      return new Diagnosis(
          "TLS: its certificate is not valid yet", "Check the clock of this machine.");
    }
    if (ErrorClassifier.find(broken, CertPathBuilderException.class) != null) {
      return new Diagnosis(
          "TLS: its certificate was issued by an authority that is not trusted here",
          "Add that authority to the trust store of this Java, or correct %s.".formatted(url));
    }
    return ErrorClassifier.find(broken, CertificateException.class) != null
        ? new Diagnosis("TLS: its certificate is for another host name", certificate)
        : new Diagnosis(
            "TLS: the handshake failed",
            "If it speaks plain HTTP on that port, begin %s with http://.".formatted(url));
  }

  private static Diagnosis ofTimeout(EndpointConfig upstream, boolean unsent) {
    return unsent
        ? new Diagnosis(
            "no connection within %d s".formatted(upstream.connectDeadline().toSeconds()),
            "Check the host and the port in %s, and that no firewall is in between."
                .formatted(upstream.setting("AI_API_URL")))
        : new Diagnosis(
            "it sent nothing for %d s".formatted(upstream.idleDeadline().toSeconds()),
            "If the model takes long to load or to think, raise UPSTREAM_IDLE_SECONDS.");
  }

  private static Diagnosis ofSettings(EndpointConfig upstream, ProviderError error) {
    return switch (error.status()) {
      case UNAUTHORIZED ->
          upstream.key() == null
              ? new Diagnosis(
                  answered(UNAUTHORIZED) + "it wants a key, and none is set",
                  "Set %s.".formatted(upstream.setting("AI_API_KEY")))
              : new Diagnosis(
                  answered(UNAUTHORIZED) + "it does not take the key",
                  "Check %s, and %s where the provider wants the key in a header of its own."
                      .formatted(
                          upstream.setting("AI_API_KEY"), upstream.setting("AI_API_KEY_HEADER")));
      case FORBIDDEN ->
          new Diagnosis(
              answered(FORBIDDEN) + "the key may not use this model or this API",
              "Check what the key is allowed at the provider, and %s."
                  .formatted(upstream.setting("AI_MODEL")));
      default -> ofNotFound(upstream, error);
    };
  }

  private static Diagnosis ofNotFound(EndpointConfig upstream, ProviderError error) {
    if (MODEL_UNKNOWN.matcher(error.account()).find()) {
      String pull =
          upstream.endpoint().getPort() == OLLAMA_PORT
              ? "Get it with \"ollama pull %s\", or correct %s."
                  .formatted(upstream.model(), upstream.setting("AI_MODEL"))
              : "Correct %s.".formatted(upstream.setting("AI_MODEL"));
      return new Diagnosis(
          answered(NOT_FOUND) + "it has no model \"%s\"".formatted(upstream.model()), pull);
    }
    String path = upstream.endpoint().getRawPath();
    String url = upstream.setting("AI_API_URL");
    return new Diagnosis(
        answered(NOT_FOUND) + "it has no such address",
        path.matches(".*/(?:v\\d|openai|api).*")
            ? "Correct %s.".formatted(url)
            : "Correct %s; most APIs' addresses end in /v1.".formatted(url));
  }

  private static Diagnosis ofBusy(int status) {
    return status == TOO_MANY_REQUESTS
        ? new Diagnosis(
            answered(status) + "it limits the rate of requests",
            "Visitors wait meanwhile. If this lasts, raise the limit at the provider, lower"
                + " UPSTREAM_STREAMS, or set a fallback.")
        : new Diagnosis(
            answered(status) + "it is overloaded or failing",
            "Visitors wait meanwhile. If this lasts, set a fallback.");
  }

  private static Diagnosis ofRefusal(
      EndpointConfig upstream, int status, @Nullable ProviderError error) {
    return error != null && ErrorClassifier.isModeration(error)
        ? new Diagnosis(answered(status) + "it refused a question for what it says", "")
        : new Diagnosis(
            answered(status) + "it refused a request",
            "If it refuses all of them, check %s, and that the API takes the model's settings."
                .formatted(upstream.setting("AI_MODEL")));
  }

  private static String answered(int status) {
    return status == 0 ? "" : "status %d, ".formatted(status);
  }
}

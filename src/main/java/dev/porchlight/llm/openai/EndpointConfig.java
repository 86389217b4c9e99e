package dev.porchlight.llm.openai;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A remote model and how to ask it, as the owner set it. Its text never holds the key.
 *
 * @param endpoint the chat-completions address, from {@link #endpoint(String)}
 * @param key sent with each request, or null where the upstream needs none
 * @param keyHeader the header that takes the bare key, or null for {@code Authorization: Bearer}
 * @param model the model's name at the upstream
 * @param maxTokens the most tokens that an answer may have
 * @param connectDeadline how long lookup, connect and TLS may take together
 * @param idleDeadline how long the upstream may send nothing of an answer
 */
public record EndpointConfig(
    URI endpoint,
    @Nullable String key,
    @Nullable String keyHeader,
    String model,
    int maxTokens,
    Duration connectDeadline,
    Duration idleDeadline) {

  private static final String COMPLETIONS = "/chat/completions";
  private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** A user with a password, in an address that is whole or not; a query; a bare key. */
  private static final Pattern SECRETS =
      Pattern.compile("^([A-Za-z]+://)?.*@.*|(?<=\\?).*|^[^./:]+$", Pattern.DOTALL);

  private static final String ALLOWED =
      "allowed is a base such as https://api.openai.com/v1, or the full"
          + " https://…/chat/completions, without user, password or fragment";

  /**
   * @throws IllegalArgumentException if the key or its header's name can't be sent in a header; the
   *     message does not hold the key
   */
  public EndpointConfig {
    if (key != null) {
      checkKey(key);
    }
    if (keyHeader != null) {
      checkKeyHeader(keyHeader);
    }
  }

  /**
   * Checks that a key can be sent.
   *
   * @throws IllegalArgumentException if the key can't be sent in a header; the message does not
   *     hold it
   */
  public static void checkKey(String key) {
    if (!HEADER_VALUE.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "the key is not printable ASCII without spaces, and so can't be sent in a header");
    }
  }

  /**
   * Checks that a header can carry the key.
   *
   * @throws IllegalArgumentException if it is not the name of a header; the message does not hold
   *     it, since a key may have been set with it
   */
  public static void checkKeyHeader(String keyHeader) {
    if (!HEADER_NAME.matcher(keyHeader).matches()) {
      throw new IllegalArgumentException(
          "what was given is not shown, since it may hold the key; allowed is the name of a header,"
              + " such as api-key");
    }
  }

  /**
   * The chat-completions address of a base or of that address itself; a query is kept.
   *
   * @throws IllegalArgumentException if it can't be one; the message says what was given, without
   *     the parts that may hold a secret, and what is allowed
   */
  public static URI endpoint(String url) {
    URI given = parse(url);
    boolean http = "http".equalsIgnoreCase(given.getScheme());
    boolean https = "https".equalsIgnoreCase(given.getScheme());
    if (!(http || https)
        || given.getHost() == null
        || given.getPort() > 65_535
        || given.getRawUserInfo() != null
        || given.getRawFragment() != null) {
      throw refused(url);
    }
    String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
    String origin = given.getScheme() + "://" + given.getRawAuthority();
    return URI.create(origin + completionsPath(given.getRawPath()) + query);
  }

  /** The address without its query, which may hold a secret. */
  String address() {
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority() + endpoint.getRawPath();
  }

  private static URI parse(String url) {
    try {
      return new URI(url.strip());
    } catch (URISyntaxException e) {
      throw refused(url);
    }
  }

  private static IllegalArgumentException refused(String url) {
    String shown = SECRETS.matcher(url).replaceAll("$1…");
    return new IllegalArgumentException("\"" + shown + "\" was given; " + ALLOWED);
  }

  private static String completionsPath(String path) {
    String trimmed = path.replaceAll("/+$", "");
    return trimmed.endsWith(COMPLETIONS) ? trimmed : trimmed + COMPLETIONS;
  }

  @Override
  public String toString() {
    return model + " at " + address();
  }
}

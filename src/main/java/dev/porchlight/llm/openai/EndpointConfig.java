package dev.porchlight.llm.openai;

import dev.porchlight.encoding.HeaderText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A remote model and how to ask it, as the owner set it. Its text never holds the key.
 *
 * @param api which API it is asked by, from {@link #api}
 * @param endpoint the API's address, from {@link #endpoint}
 * @param key sent with each request, or null where the upstream needs none
 * @param keyHeader the header that takes the bare key, or null for {@code Authorization: Bearer}
 * @param model the model's name at the upstream
 * @param maxTokens the most tokens that an answer may have
 * @param connectDeadline how long lookup, connect and TLS may take together
 * @param idleDeadline how long the upstream may send nothing of an answer
 * @param thinksFirst whether its text begins with a thought that only an end tag marks
 * @param settingPrefix what the names of its settings begin with, such as FALLBACK_; may be empty
 */
public record EndpointConfig(
    Api api,
    URI endpoint,
    @Nullable String key,
    @Nullable String keyHeader,
    String model,
    int maxTokens,
    Duration connectDeadline,
    Duration idleDeadline,
    boolean thinksFirst,
    String settingPrefix) {

  private static final Pattern SLASHES = Pattern.compile("/{1,64}$");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** A user with a password, in an address that is whole or not; a query; a bare key. */
  private static final Pattern SECRETS =
      Pattern.compile("^([A-Za-z]+://)?.*@.*|(?<=\\?).*|^[^./:]+$", Pattern.DOTALL);

  private static final String ALLOWED =
      "allowed is a base such as https://api.openai.com/v1, or the full"
          + " https://…/chat/completions or https://…/responses, without user, password or"
          + " fragment";

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
    if (!HeaderText.isPrintableAscii(key)) {
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
   * The API that an upstream is asked by.
   *
   * @param name {@code chat} or {@code responses}, or null for the one that the address ends in, by
   *     default {@code chat}
   * @param url the base of the API's address, or the address itself
   * @throws IllegalArgumentException if it is neither, or the address is another API's
   */
  public static Api api(@Nullable String name, String url) {
    return Api.of(name, trimmed(parse(url).getRawPath()));
  }

  /**
   * The API's address of a base or of that address itself; a query is kept.
   *
   * @throws IllegalArgumentException if it can't be one; the message says what was given, without
   *     the parts that may hold a secret, and what is allowed
   */
  public static URI endpoint(Api api, String url) {
    return endpoint(api.path(), url);
  }

  /** The address of an API with this path. */
  static URI endpoint(String apiPath, String url) {
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
    String path = trimmed(given.getRawPath());
    String whole = path.endsWith(apiPath) ? path : path + apiPath;
    return URI.create(origin + whole + query);
  }

  /** The address of another API of the same provider, by its path; a query is kept. */
  URI beside(String apiPath) {
    String path = endpoint.getRawPath();
    String base = path.substring(0, path.length() - api.path().length());
    String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
    return URI.create(
        endpoint.getScheme() + "://" + endpoint.getRawAuthority() + base + apiPath + query);
  }

  /** The same with another bound on what the model may write. */
  EndpointConfig withMaxTokens(int tokens) {
    return new EndpointConfig(
        api,
        endpoint,
        key,
        keyHeader,
        model,
        tokens,
        connectDeadline,
        idleDeadline,
        thinksFirst,
        settingPrefix);
  }

  /** The name of one of its settings, for the owner. */
  String setting(String name) {
    return settingPrefix + name;
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

  private static String trimmed(@Nullable String path) {
    return path == null ? "" : SLASHES.matcher(path).replaceAll("");
  }

  @Override
  public String toString() {
    return model + " at " + address();
  }
}

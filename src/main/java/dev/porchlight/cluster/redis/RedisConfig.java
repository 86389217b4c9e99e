package dev.porchlight.cluster.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is. Its text never holds the password.
 *
 * @param url from {@link #url}
 * @param verifiesCertificate whether a certificate must be one that this machine trusts
 * @param timeout how long a command may take, before Redis counts as lost
 */
public record RedisConfig(URI url, boolean verifiesCertificate, Duration timeout) {

  private static final int DEFAULT_PORT = 6379;

  private static final Pattern DATABASE = Pattern.compile("/?(\\d{0,4})");

  private static final String ALLOWED =
      "what was given is not shown, since it may hold a password; allowed is an address such as"
          + " redis://user:password@host:6379/0, or rediss:// with TLS; user, password, port and"
          + " database may be left out, and what stands for itself in them is written with %";

  /**
   * Reads the address.
   *
   * @throws IllegalArgumentException if it can't be one; the message does not hold it
   */
  public static URI url(String text) {
    try {
      URI url = new URI(text);
      boolean isRedis =
          "redis".equalsIgnoreCase(url.getScheme()) || "rediss".equalsIgnoreCase(url.getScheme());
      if (isRedis
          && url.getHost() != null
          && url.getPort() != 0
          && url.getPort() <= 65_535
          && DATABASE.matcher(url.getRawPath()).matches()
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(ALLOWED, e);
    }
    throw new IllegalArgumentException(ALLOWED);
  }

  /** Without the brackets of an IPv6 address. */
  String host() {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
  }

  boolean isTls() {
    return "rediss".equalsIgnoreCase(url.getScheme());
  }

  int database() {
    String digits = url.getRawPath().replace("/", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Null where the password alone opens it, or nothing has to. */
  @Nullable String user() {
    String userInfo = url.getRawUserInfo();
    int colon = userInfo == null ? -1 : userInfo.indexOf(':');
    return userInfo == null || colon < 1 ? null : decoded(userInfo.substring(0, colon));
  }

  @Nullable String password() {
    String userInfo = url.getRawUserInfo();
    return userInfo == null || userInfo.isEmpty()
        ? null
        : decoded(userInfo.substring(userInfo.indexOf(':') + 1));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Host and port. */
  @Override
  public String toString() {
    return host() + ":" + port();
  }
}

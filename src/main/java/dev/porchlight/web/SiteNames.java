package dev.porchlight.web;

import dev.porchlight.encoding.WebOrigin;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that the owner says visitors call the server by.
 *
 * @param publicUrl the address that it is called by, or null where none is set
 * @param allowedHosts host names, each without a port, such as {@code example.com}; {@code
 *     *.example.com} stands for all names under that one
 */
public record SiteNames(@Nullable URI publicUrl, List<String> allowedHosts) {

  private static final Pattern HOST =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63}){0,8}");

  public SiteNames {
    allowedHosts = allowedHosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Checks that an address can be the one that the server is called by.
   *
   * @throws IllegalArgumentException where it is no web address or has more than a path
   */
  public static URI checkedUrl(String given) {
    URI url = URI.create(given);
    boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean isPlain =
        url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
    if (isWeb && isPlain && url.getHost() != null) {
      return url;
    }
    throw new IllegalArgumentException("no address of a web site");
  }

  /** Whether a host name can be allowed. */
  public static boolean isHostName(String given) {
    return HOST.matcher(given).matches();
  }

  /** Whether no name is set. */
  boolean isEmpty() {
    return publicUrl == null && allowedHosts.isEmpty();
  }

  /** Whether a name, in lower case, is one of the owner's. */
  boolean contains(String name) {
    return isPublic(name) || allowedHosts.stream().anyMatch(allowed -> covers(allowed, name));
  }

  /** Whether an {@code Origin} is that of the public address. */
  boolean isPublicOrigin(String origin) {
    if (publicUrl == null) {
      return false;
    }
    try {
      return WebOrigin.isSame(publicUrl, URI.create(origin));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The scheme that visitors call a name by, or null where it is not set. */
  @Nullable String schemeOf(String name) {
    return publicUrl != null && isPublic(name) ? publicUrl.getScheme() : null;
  }

  /** The line that allows one name more. */
  String settingWith(String name) {
    return "ALLOWED_HOSTS="
        + String.join(",", Stream.concat(allowedHosts.stream(), Stream.of(name)).toList());
  }

  private boolean isPublic(String name) {
    return publicUrl != null && publicUrl.getHost().equalsIgnoreCase(name);
  }

  private static boolean covers(String allowed, String name) {
    return allowed.startsWith("*.") ? name.endsWith(allowed.substring(1)) : allowed.equals(name);
  }
}

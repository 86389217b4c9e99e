package dev.porchlight.knowledge.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.net.URLDecoder;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which page an address leads to: two addresses that people take for the same page are equal.
 * Scheme, query, fragment, the host's case and its {@code www.}, a slash at the end, {@code
 * index.html} and percent-encoding make no difference.
 *
 * @param host with its port where that is not the scheme's own; empty for any host
 * @param path decoded, without a slash at its end
 */
record NormalizedUrl(String host, String path) {

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https?://(?:[^/?#@]*@)?([^/?#@]+))?(/[^?#]*)?(?:[?#].*)?", Pattern.DOTALL);

  private static final List<String> INDEX_FILES =
      List.of("/index.html", "/index.htm", "/index.php");
  private static final Pattern STANDARD_PORT = Pattern.compile(":(?:80|443)?$");

  /** Null where it is no address that a page can have. */
  static @Nullable NormalizedUrl of(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (address.isEmpty() || !parts.matches()) {
      return null;
    }
    String host = parts.group(1);
    String path = parts.group(2);
    return new NormalizedUrl(
        host == null ? "" : normalisedHost(host), path == null ? "" : normalisedPath(path));
  }

  NormalizedUrl onAnyHost() {
    return new NormalizedUrl("", path);
  }

  private static String normalisedHost(String given) {
    String host = STANDARD_PORT.matcher(given.toLowerCase(Locale.ROOT)).replaceFirst("");
    String name = host.startsWith("www.") ? host.substring("www.".length()) : host;
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException notAName) {
      return name;
    }
  }

  private static String normalisedPath(String given) {
    String path = withoutSlashes(decoded(given));
    for (String index : INDEX_FILES) {
      if (path.endsWith(index)) {
        return withoutSlashes(path.substring(0, path.length() - index.length()));
      }
    }
    return path;
  }

  private static String withoutSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static String decoded(String path) {
    try {
      String plain = URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
      return Normalizer.normalize(plain, Normalizer.Form.NFC);
    } catch (IllegalArgumentException notEncoded) {
      return path;
    }
  }
}

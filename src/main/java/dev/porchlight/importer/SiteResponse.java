package dev.porchlight.importer;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a site answers. */
final class SiteResponse {

  static final int OK = 200;
  static final int NOT_MODIFIED = 304;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final URI address;
  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;
  private final boolean isTooLarge;

  /**
   * @param address where it was found, after redirects
   * @param body null where it was longer than allowed, and was not read
   */
  SiteResponse(URI address, int status, HttpHeaders headers, byte @Nullable [] body) {
    this.address = address;
    this.status = status;
    this.headers = headers;
    this.body = body == null ? new byte[0] : body;
    this.isTooLarge = body == null;
  }

  URI address() {
    return address;
  }

  int status() {
    return status;
  }

  /** Empty where it was not wanted, or is too large. */
  byte[] body() {
    return body;
  }

  boolean isTooLarge() {
    return isTooLarge;
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  boolean isGone() {
    return status == NOT_FOUND || status == GONE;
  }

  /** Where it sends to; null where it does not, or to nowhere. */
  @Nullable URI redirect() {
    String location = header("Location");
    if (!REDIRECTS.contains(status) || location.isEmpty()) {
      return null;
    }
    try {
      return Addresses.parse(address.resolve(location.replace(" ", "%20")).toString());
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  boolean isHtml() {
    return isHtml(header("Content-Type"));
  }

  static boolean isHtml(String contentType) {
    String type = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return type.equals("text/html") || type.equals("application/xhtml+xml");
  }

  /** The encoding that the header names; null where it names none. */
  @Nullable String charset() {
    for (String parameter : header("Content-Type").split(";", -1)) {
      String[] pair = parameter.strip().split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
        return pair[1].strip().replace("\"", "");
      }
    }
    return null;
  }

  /** Whether a header asks not to index it, for all programs or for this one. */
  boolean asksNotToBeIndexed() {
    return headers.allValues("X-Robots-Tag").stream()
        .map(value -> value.strip().toLowerCase(Locale.ROOT))
        .map(value -> value.replaceFirst("^porchlight\\s*:", ""))
        .filter(value -> !value.contains(":"))
        .anyMatch(value -> value.contains("noindex") || value.contains("none"));
  }
}

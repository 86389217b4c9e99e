package dev.porchlight.web;

import dev.porchlight.encoding.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers that every response carries. */
final class SecurityHeaders {

  static final String POLICY = "Content-Security-Policy";

  /** Says which sites' pages may load the response (the Fetch standard). */
  static final String RESOURCE_POLICY = "Cross-Origin-Resource-Policy";

  /** What the owner's page and its API carry instead: no site frames them, no cache keeps them. */
  static final Map<String, String> OF_THE_OWNER =
      Map.of(
          POLICY,
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
              + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
              + "require-trusted-types-for 'script'; trusted-types 'none'",
          "Cache-Control",
          "no-store",
          "X-Robots-Tag",
          "noindex, nofollow");

  private SecurityHeaders() {}

  /**
   * @param allowedOrigins the sites that may frame the page, beside the bot's own
   * @param imageOrigins where answers show images from
   */
  static Map<String, String> of(List<String> allowedOrigins, List<String> imageOrigins) {
    String framers = String.join(" ", allowedOrigins);
    String images = imageOrigins.isEmpty() ? "" : " " + String.join(" ", imageOrigins);
    String policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
            + images
            + "; "
            + "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'self'"
            + (framers.isEmpty() ? "" : " " + framers)
            + "; require-trusted-types-for 'script'; trusted-types dompurify";
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(POLICY, policy);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "strict-origin-when-cross-origin");
    headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put(RESOURCE_POLICY, "same-origin");
    return headers;
  }

  /**
   * The policy of a page that has a script and styles in its HTML (CSP Level 3, section 2.3.1).
   *
   * @param script the text of its one script, or null where it has none
   * @param styles the text of its style element, or null where it has none
   */
  static String with(String policy, @Nullable String script, @Nullable String styles) {
    return allow(allow(policy, "script-src", script), "style-src", styles);
  }

  private static String allow(String policy, String directive, @Nullable String text) {
    if (text == null) {
      return policy;
    }
    String hash = new Sha256().add(text.getBytes(StandardCharsets.UTF_8)).base64();
    return policy.replace(directive + " 'self'", directive + " 'self' 'sha256-" + hash + "'");
  }
}

package dev.porchlight.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The owner's secret, which is compared in constant time. Its text never holds it. */
final class OwnerToken {

  private static final String SCHEME = "Bearer ";
  private static final String HMAC = "HmacSHA256";

  private final byte[] bytes;

  OwnerToken(String token) {
    this.bytes = token.getBytes(UTF_8);
  }

  int length() {
    return bytes.length;
  }

  /** Takes the same time wherever what was shown is wrong. */
  boolean is(String shown) {
    return MessageDigest.isEqual(shown.getBytes(UTF_8), bytes);
  }

  /** Whether an {@code Authorization} bears it (RFC 6750). A scheme's case means nothing. */
  boolean isIn(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && is(authorization.substring(SCHEME.length()).strip());
  }

  /**
   * A key of 32 bytes that the token gives for one purpose, and that does not tell the token.
   *
   * @param purpose other purposes get other keys
   */
  SecretKeySpec keyFor(String purpose) {
    return new SecretKeySpec(sign(new SecretKeySpec(bytes, HMAC), purpose), HMAC);
  }

  /** The HMAC-SHA256 of a text (RFC 2104). */
  static byte[] sign(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "OwnerToken[…]";
  }
}

package dev.porchlight.messages;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent to the webhook: HMAC-SHA256 (RFC 2104) over the time, a full stop and the
 * body, so that the receiver can tell who sent it, and refuse what is sent again later.
 */
final class WebhookSignature {

  /** The header with the time of sending, in seconds since 1970. */
  static final String TIMESTAMP_FIELD = "Porchlight-Timestamp";

  /** The header with the signature: the version of its making, an equals sign, 64 hex digits. */
  static final String FIELD = "Porchlight-Signature";

  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  static String of(String secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      mac.update((timestamp + ".").getBytes(US_ASCII));
      return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }
}

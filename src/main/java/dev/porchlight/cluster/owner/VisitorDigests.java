package dev.porchlight.cluster.owner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands in Redis for a question that too few asked, and for its visitors: digests with a key
 * that Redis does not have. Those of another day, and of a visitor at another question, are others.
 * Stateless.
 *
 * @param secret what all machines know, and Redis does not
 */
record VisitorDigests(String secret) {

  private static final int BYTES = 12;

  /** By which a question that is shown can be erased, the same on each day. */
  String id(String words) {
    return digest("question\n" + words);
  }

  String ofQuestion(LocalDate day, String words) {
    return digest("day\n" + day + "\n" + words);
  }

  /**
   * @param visitor what tells the visitor from others
   */
  String ofVisitor(LocalDate day, String words, String visitor) {
    return digest("visitor\n" + day + "\n" + words + "\n" + visitor);
  }

  private String digest(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), mac.getAlgorithm()));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)), 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC is missing in this Java", e);
    }
  }

  @Override
  public String toString() {
    return "VisitorDigests";
  }
}

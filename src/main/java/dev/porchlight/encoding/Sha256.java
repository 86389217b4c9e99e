package dev.porchlight.encoding;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** SHA-256 of pieces of a text or of bytes, in hexadecimal or Base64. For one thread. */
public final class Sha256 {

  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The digest of one array. */
  public static String of(byte[] bytes) {
    return new Sha256().add(bytes).hex();
  }

  /** Adds a piece. */
  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** The digest of all pieces, 64 characters; once. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest of all pieces, 44 characters; once. */
  public String base64() {
    return Base64.getEncoder().encodeToString(digest.digest());
  }
}

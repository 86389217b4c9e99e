package dev.porchlight;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Gives ids of 128 random bits, in the URL-safe alphabet of RFC 4648: nobody can guess one. */
final class StreamIds implements Supplier<String> {

  private static final int BYTES = 16;
  private final SecureRandom random = new SecureRandom();

  @Override
  public String get() {
    byte[] id = new byte[BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}

package dev.porchlight.web;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The owner's sessions, which no machine keeps: each is its end, signed with a key of the token.
 * Every machine with that token takes it, and none does once the token is another. Safe for use by
 * any thread.
 */
final class OwnerSessions {

  static final Duration LIFETIME = Duration.ofHours(12);

  private static final String PURPOSE = "porchlight owner session 1";
  private static final Pattern VALUE = Pattern.compile("([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

  private final SecretKeySpec key;
  private final InstantSource clock;

  OwnerSessions(OwnerToken token, InstantSource clock) {
    this.key = token.keyFor(PURPOSE);
    this.clock = clock;
  }

  /** A new one, of which the value is to be kept by the owner's browser. */
  String start() {
    String end = Long.toString(clock.instant().plus(LIFETIME).getEpochSecond());
    return end + "." + signatureOf(end);
  }

  /** When a session ends, or null where the value is not one of ours, or of one that has ended. */
  @Nullable Instant endOf(String value) {
    Matcher parts = VALUE.matcher(value);
    if (!parts.matches()) {
      return null;
    }
    byte[] signature = Base64.getUrlDecoder().decode(parts.group(2));
    if (!MessageDigest.isEqual(signature, OwnerToken.sign(key, parts.group(1)))) {
      return null;
    }
    Instant end = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
    return clock.instant().isBefore(end) ? end : null;
  }

  private String signatureOf(String end) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(OwnerToken.sign(key, end));
  }
}

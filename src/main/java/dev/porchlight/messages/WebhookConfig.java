package dev.porchlight.messages;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The owner's webhook. Its text never holds the secret, nor the address, which may be one too.
 *
 * @param address from {@link #address}
 * @param secret what the requests are signed with, or null where they are not
 */
public record WebhookConfig(URI address, @Nullable String secret) {

  static final int MIN_SECRET_CHARACTERS = 16;

  private static final String ALLOWED =
      "what was given is not shown, since it may hold a secret; allowed is an https address such as"
          + " https://example.com/hook, without user, password or fragment, or an http address of"
          + " this machine (localhost)";

  /**
   * Reads the address.
   *
   * @throws IllegalArgumentException if it can't be one; the message does not hold it
   */
  public static URI address(String url) {
    try {
      URI given = new URI(url);
      boolean isSafe =
          "https".equalsIgnoreCase(given.getScheme())
              || ("http".equalsIgnoreCase(given.getScheme()) && Loopback.is(given.getHost()));
      if (isSafe
          && given.getHost() != null
          && given.getPort() <= 65_535
          && given.getRawUserInfo() == null
          && given.getRawFragment() == null) {
        return given;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(ALLOWED, e);
    }
    throw new IllegalArgumentException(ALLOWED);
  }

  /**
   * Checks that a secret can't be guessed.
   *
   * @throws IllegalArgumentException if it is short; the message does not hold it
   */
  public static void checkSecret(String secret) {
    if (secret.length() < MIN_SECRET_CHARACTERS) {
      throw new IllegalArgumentException(
          "the secret has %d characters; allowed are %d or more, such as what \"openssl rand -hex 32\" prints"
              .formatted(secret.length(), MIN_SECRET_CHARACTERS));
    }
  }

  @Override
  public String toString() {
    return "WebhookConfig[%s]".formatted(address.getHost());
  }
}

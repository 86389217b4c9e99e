package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How things are called in Redis, and how its replies are read. */
public final class Keys {

  public static final String PREFIX = "porchlight:";

  private Keys() {}

  /** A text of a script's reply. */
  public static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }

  /** A number of a script's reply. */
  public static Long number(Object reply) {
    return reply instanceof byte[] digits ? Long.valueOf(text(digits)) : (Long) reply;
  }
}

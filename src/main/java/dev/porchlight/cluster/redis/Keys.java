package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

/** How things are called in Redis, and how its replies are read. */
public final class Keys {

  public static final String PREFIX = "porchlight:";

  private Keys() {}

  /** A number of a script's reply. */
  public static Long number(Object reply) {
    return reply instanceof byte[] text ? Long.valueOf(new String(text, UTF_8)) : (Long) reply;
  }
}

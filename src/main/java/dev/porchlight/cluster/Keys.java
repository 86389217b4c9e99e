package dev.porchlight.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.ratelimit.Network;

/** How things are called in Redis, and how its replies are read. */
final class Keys {

  static final String PREFIX = "porchlight:";

  private Keys() {}

  /** A network as part of a key. */
  static String of(Network network) {
    return "%s.%s.%x".formatted(network.kind(), network.size(), network.prefix());
  }

  /** A number of a script's reply. */
  static Long number(Object reply) {
    return reply instanceof byte[] text ? Long.valueOf(new String(text, UTF_8)) : (Long) reply;
  }
}

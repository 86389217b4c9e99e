package dev.porchlight.cluster.limits;

import dev.porchlight.ratelimit.Network;

/** A visitor's networks as parts of keys. Stateless. */
final class NetworkKeys {

  private NetworkKeys() {}

  static String of(Network network) {
    return "%s.%s.%x".formatted(network.kind(), network.size(), network.prefix());
  }
}

package dev.porchlight.ratelimit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the client address of a request from what the visitor can't forge: the socket, and as
 * many entries at the right of {@code X-Forwarded-For} as there are trusted proxies in front, each
 * of which adds at the right the address that it was called from.
 *
 * <p>The visitor is the entry furthest left of those, the one that the outermost proxy wrote. Where
 * it is missing or no address (a proxy may write {@code unknown}), the next one to its right stands
 * in, and at last the socket's address: each was written by a trusted proxy or seen by the server
 * itself, and each only lumps visitors together. An empty entry counts as one, since to skip it
 * would let an entry of the visitor's own move up to a trusted place; for the same reason a quote
 * hides no comma.
 *
 * @param trustedProxies how many proxies in front add to the header; 0: the header is not read.
 *     More than there are would trust what visitors write.
 */
public record ClientAddressResolver(int trustedProxies) {

  /**
   * @throws IllegalArgumentException where the number is negative
   */
  public ClientAddressResolver {
    if (trustedProxies < 0) {
      throw new IllegalArgumentException("a negative number of proxies: " + trustedProxies);
    }
  }

  /**
   * The visitor that a request is from.
   *
   * @param socketAddress the other end of the socket, a literal; a port or a zone is left out
   * @param forwardedFor the values of all {@code X-Forwarded-For} lines in the order they came in
   */
  public ClientAddress visitor(String socketAddress, List<String> forwardedFor) {
    ClientAddress forwarded = trustedProxies == 0 ? null : furthest(String.join(",", forwardedFor));
    if (forwarded != null) {
      return forwarded;
    }
    ClientAddress socket = ClientAddress.parse(socketAddress);
    return socket == null ? ClientAddress.UNKNOWN : socket;
  }

  private @Nullable ClientAddress furthest(String entries) {
    ClientAddress furthest = null;
    int end = entries.length();
    for (int hop = 0; hop < trustedProxies && end >= 0; hop++) {
      int comma = entries.lastIndexOf(',', end - 1);
      ClientAddress entry = ClientAddress.parse(entries.substring(comma + 1, end));
      furthest = entry == null ? furthest : entry;
      end = comma;
    }
    return furthest;
  }
}

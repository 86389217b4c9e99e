package dev.porchlight.web;

import io.javalin.http.Context;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The other end of a request's socket: a visitor, or a proxy of theirs or of the owner's. */
final class Peer {

  private static final List<String> FORWARDING =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Via");

  private Peer() {}

  /** Whether it is on this machine. */
  static boolean isOnLoopback(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getRemoteSocketAddress()
            instanceof InetSocketAddress address
        && address.getAddress().isLoopbackAddress();
  }

  /** Whether the request says that a proxy brought it; a script can say so too. */
  static boolean saysThatItForwards(Context ctx) {
    return FORWARDING.stream().anyMatch(name -> ctx.header(name) != null);
  }
}

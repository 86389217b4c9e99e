package dev.porchlight.encoding;

import java.net.URI;
import java.util.Locale;

/** The origins of web addresses: scheme, host and port (RFC 6454). Stateless. */
public final class WebOrigin {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private WebOrigin() {}

  /** Whether two addresses are of one origin; a scheme's usual port need not be written. */
  public static boolean isSame(URI one, URI other) {
    return one.getHost() != null && other.getHost() != null && of(one).equals(of(other));
  }

  /** The origin of an http or https address, in lower case, without the scheme's usual port. */
  public static String of(URI address) {
    int usual = "https".equalsIgnoreCase(address.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    boolean isUsual = address.getPort() < 0 || address.getPort() == usual;
    String port = isUsual ? "" : ":" + address.getPort();
    return (address.getScheme() + "://" + address.getHost() + port).toLowerCase(Locale.ROOT);
  }
}

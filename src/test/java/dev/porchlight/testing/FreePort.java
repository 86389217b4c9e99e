package dev.porchlight.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that can't be given any, since they are programs of others or come back at the
 * port that they had. They are below those that the system gives to connections meanwhile.
 */
public final class FreePort {

  private static final int FIRST = 10_000;
  private static final int END = 32_000;

  private FreePort() {}

  /** One of the loopback address that nobody listens on now. */
  public static int find() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException taken) {
        // Another one is tried.
      }
    }
  }
}

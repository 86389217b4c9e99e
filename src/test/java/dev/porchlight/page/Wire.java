package dev.porchlight.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The wire between the browser and a site, which a test can cut. Any thread may use it. */
final class Wire implements AutoCloseable {

  private final URI site;
  private final ServerSocket door;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  private Wire(URI site, ServerSocket door) {
    this.site = site;
    this.door = door;
  }

  static Wire to(URI site) {
    try {
      Wire wire = new Wire(site, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      startThread(wire::accept);
      return wire;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The site's address by way of this wire. */
  URI address() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  /** Drops every connection, and each new one too, until it is mended. */
  void cut() {
    isCut = true;
    ends.forEach(Wire::drop);
    ends.clear();
  }

  void mend() {
    isCut = false;
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
  }

  private void accept() throws IOException {
    while (true) {
      Socket browser = door.accept();
      if (isCut) {
        drop(browser);
      } else {
        join(browser, new Socket(site.getHost(), site.getPort()));
      }
    }
  }

  private void join(Socket browser, Socket server) throws IOException {
    ends.add(browser);
    ends.add(server);
    startThread(() -> carry(browser.getInputStream(), server.getOutputStream()));
    startThread(() -> carry(server.getInputStream(), browser.getOutputStream()));
  }

  private static void carry(InputStream from, OutputStream to) throws IOException {
    try (to) {
      byte[] bytes = new byte[8192];
      for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
        to.write(bytes, 0, count);
      }
    }
  }

  private static void drop(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void startThread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException over) {
                // One end went away, which is what ends the work.
              }
            },
            "wire");
    thread.setDaemon(true);
    thread.start();
  }
}

package dev.porchlight.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
    ends.forEach(
        end -> {
          ends.remove(end);
          drop(end);
        });
  }

  void closeBlocks() {
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
      startThread(() -> join(browser));
    }
  }

  private void join(Socket browser) throws IOException {
    keep(browser);
    Socket server = new Socket();
    keep(server);
    connect(server, browser);
    startThread(() -> carry(browser.getInputStream(), server.getOutputStream()));
    carry(server.getInputStream(), browser.getOutputStream());
  }

  /** Keeps an end to be dropped: whoever cuts the wire meanwhile finds it, or it is seen here. */
  private void keep(Socket end) {
    ends.add(end);
    if (isCut) {
      drop(end);
    }
  }

  private void connect(Socket server, Socket browser) throws IOException {
    try {
      server.connect(new InetSocketAddress(site.getHost(), site.getPort()));
    } catch (IOException cut) {
      drop(browser);
      throw cut;
    }
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

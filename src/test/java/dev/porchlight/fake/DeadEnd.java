package dev.porchlight.fake;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** An address on this machine where nobody answers. It is kept from others until it is closed. */
public final class DeadEnd implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 64;
  private static final int NO_ANSWER_MILLIS = 250;

  private final int port;
  private final List<Closeable> sockets;

  private DeadEnd(int port, List<Closeable> sockets) {
    this.port = port;
    this.sockets = sockets;
  }

  /** Refuses every connection. */
  public static DeadEnd refusing() {
    try {
      Socket bound = new Socket();
      bound.bind(loopback(0));
      return new DeadEnd(bound.getLocalPort(), List.of(bound));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes connections and says nothing, not even hello to a TLS client. */
  public static DeadEnd mute() {
    try {
      ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
      return new DeadEnd(server.getLocalPort(), List.of(server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers nobody who connects: its line of connections to be accepted is full. */
  public static DeadEnd blackHole() {
    try {
      ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      List<Closeable> sockets = new ArrayList<>(List.of(server));
      while (fill(server.getLocalPort(), sockets)) {
        if (sockets.size() > MOST_CONNECTIONS) {
          throw new AssertionError("This system's line of connections does not get full");
        }
      }
      return new DeadEnd(server.getLocalPort(), sockets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address, of the scheme {@code http} or {@code https}. */
  public URI uri(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + port + "/v1");
  }

  private static boolean fill(int port, List<Closeable> sockets) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    try {
      socket.connect(loopback(port), NO_ANSWER_MILLIS);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() {
    try {
      for (Closeable socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.porchlight.testing.upstream;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** An address on this machine where nobody answers. It is kept from others until it is closed. */
public final class DeadEnd implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 64;
  private static final int NO_ANSWER_MILLIS = 250;

  /** One alone may just have been answered late. */
  private static final int UNANSWERED_WHEN_FULL = 2;

  private final int port;
  private final List<Closeable> sockets;
  private final CompletableFuture<Integer> heard = new CompletableFuture<>();

  private DeadEnd(int port, List<Closeable> sockets) {
    this.port = port;
    this.sockets = new CopyOnWriteArrayList<>(sockets);
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

  /** Takes a connection and says nothing, not even hello to a TLS client. */
  public static DeadEnd mute() {
    try {
      ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
      DeadEnd deadEnd = new DeadEnd(server.getLocalPort(), List.of(server));
      Thread listener = new Thread(() -> deadEnd.listen(server), "dead-end");
      listener.setDaemon(true);
      listener.start();
      return deadEnd;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers nobody who connects: its line of connections to be accepted is full. */
  public static DeadEnd blackHole() {
    try {
      ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      List<Closeable> sockets = new ArrayList<>(List.of(server));
      int unanswered = 0;
      while (unanswered < UNANSWERED_WHEN_FULL) {
        unanswered = fill(server.getLocalPort(), sockets) ? 0 : unanswered + 1;
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

  /** Waits until somebody has connected to a mute one and said something. */
  public void awaitCaller() {
    int first = Patience.await("a caller says something", heard);
    assertThat(first).as("its first byte").isNotNegative();
  }

  private void listen(ServerSocket server) {
    try {
      Socket caller = server.accept();
      sockets.add(caller);
      heard.complete(caller.getInputStream().read());
    } catch (IOException closed) {
      heard.completeExceptionally(closed);
    }
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

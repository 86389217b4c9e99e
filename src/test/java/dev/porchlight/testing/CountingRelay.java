package dev.porchlight.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Passes each connection on to a server of this machine; keeps what is asked, and counts all bytes.
 */
public final class CountingRelay implements AutoCloseable {

  private static final Pattern REQUEST = Pattern.compile("(?m)^GET (\\S+) HTTP/1\\.1$");

  private final ServerSocket door;
  private final URI server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<ByteArrayOutputStream> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();

  private CountingRelay(URI server, int port) throws IOException {
    this.server = server;
    this.door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
  }

  public static CountingRelay before(URI server) throws IOException {
    return before(server, 0);
  }

  /** At the port of one that is closed, or at any where that is 0. */
  public static CountingRelay before(URI server, int port) throws IOException {
    CountingRelay relay = new CountingRelay(server, port);
    relay.threads.execute(relay::accept);
    return relay;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  /** How many bytes have passed, of requests and of responses, with their headers. */
  public long bytes() {
    return bytes.get();
  }

  /** The targets of all requests, in no order over several connections. */
  public List<String> requests() {
    return asked.stream()
        .flatMap(text -> REQUEST.matcher(text.toString(StandardCharsets.ISO_8859_1)).results())
        .map(request -> request.group(1))
        .toList();
  }

  private void accept() {
    try {
      while (true) {
        Socket visitor = door.accept();
        Socket there = new Socket(server.getHost(), server.getPort());
        sockets.addAll(List.of(visitor, there));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        asked.add(text);
        threads.execute(() -> pass(visitor, there, text));
        threads.execute(() -> pass(there, visitor, OutputStream.nullOutputStream()));
      }
    } catch (IOException closed) {
      // The relay is closed.
    }
  }

  private void pass(Socket from, Socket to, OutputStream copy) {
    byte[] buffer = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.addAndGet(read);
        copy.write(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    } catch (IOException closed) {
      // One side went away, and the other with it.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }
}

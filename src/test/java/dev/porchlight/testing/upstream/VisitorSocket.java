package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;

/**
 * A visitor's connection, byte by byte: it can drip a request, read nothing, leave half-way. It
 * reads only when it is asked to. For one thread.
 */
public final class VisitorSocket implements AutoCloseable {
  private final Socket socket;
  private final InputStream input;

  private VisitorSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.input = new BufferedInputStream(socket.getInputStream());
  }

  public static VisitorSocket connect(URI site) {
    return connect(site, new Socket());
  }

  /** Connects with little room for what it does not read. */
  public static VisitorSocket connect(URI site, int receiveBufferBytes) {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(receiveBufferBytes);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    return connect(site, socket);
  }

  /** Connects from another address of this machine's, such as {@code 127.0.0.2}. */
  public static VisitorSocket connectFrom(String address, URI site) {
    Socket socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(address, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connect(site, socket);
  }

  private static VisitorSocket connect(URI site, Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Patience.MILLIS);
      socket.connect(new InetSocketAddress(site.getHost(), site.getPort()), Patience.MILLIS);
      return new VisitorSocket(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public VisitorSocket send(String text) {
    return send(text.getBytes(UTF_8));
  }

  /** Sends what the server takes: one that answers and closes before it has read all may. */
  public VisitorSocket send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException closed) {
      // What the server said before it closed can still be read.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Waits for the head of the response. */
  public RecordedStream receive() {
    try {
      return RecordedStream.of(this, ResponseHead.read(input));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server closes, and says whether it did so without sending anything more. */
  public boolean isClosedWithoutResponse() {
    try {
      return input.read() < 0;
    } catch (SocketException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says that nothing more will be sent, and reads on. */
  public void halfClose() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves with a RST. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  /** Leaves with a FIN, or with a RST where something was sent that it has not read. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream input() {
    return input;
  }
}

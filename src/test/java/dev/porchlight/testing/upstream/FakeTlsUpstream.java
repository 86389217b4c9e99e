package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream on TLS, with a certificate that is good or not. Whoever takes the certificate gets a
 * short answer.
 */
public final class FakeTlsUpstream implements AutoCloseable {
  private final ServerSocket server;
  private final AtomicInteger requests = new AtomicInteger();
  private final Thread thread = new Thread(this::serve, "fake-tls-upstream");

  private FakeTlsUpstream(TlsIdentity identity) {
    try {
      server =
          identity
              .serverContext()
              .getServerSocketFactory()
              .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** In order for those who trust {@link #authority}; for all others an unknown authority. */
  public static FakeTlsUpstream valid() {
    return new FakeTlsUpstream(TlsIdentity.VALID);
  }

  public static FakeTlsUpstream expired() {
    return new FakeTlsUpstream(TlsIdentity.EXPIRED);
  }

  public static FakeTlsUpstream wrongHost() {
    return new FakeTlsUpstream(TlsIdentity.WRONG_HOST);
  }

  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.getLocalPort() + "/v1");
  }

  /** Trusts whoever signed the certificates. */
  public static KeyStore authority() {
    return TlsIdentity.authority();
  }

  /** How many requests came through TLS: none may, where the certificate is not good. */
  public int requests() {
    return requests.get();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket caller = server.accept()) {
        answer(caller);
      } catch (IOException refused) {
        // The caller did not take the certificate, or the server is closed.
      }
    }
  }

  private void answer(Socket caller) throws IOException {
    RequestReader reader = new RequestReader();
    byte[] bytes = new byte[8192];
    Request request = null;
    while (request == null) {
      int length = caller.getInputStream().read(bytes);
      if (length < 0) {
        return;
      }
      reader.add(bytes, length);
      request = reader.next();
    }
    requests.incrementAndGet();
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    String body = Completions.whole(Scripts.SHORT_ANSWER, "stop");
    caller.getOutputStream().write((head + body).getBytes(UTF_8));
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

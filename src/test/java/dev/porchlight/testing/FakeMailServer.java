package dev.porchlight.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.testing.upstream.TlsIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server on the loopback address that speaks TLS, and has faults, as it is told. Safe for
 * use by any thread.
 */
public final class FakeMailServer implements AutoCloseable {

  /** How it behaves. */
  public enum Behaviour {
    TAKES,
    /** Accepts connections, and never says a word. */
    IS_SILENT,
    /** Refuses each recipient. */
    REFUSES_RECIPIENTS,
    /** Refuses a mail once it has all of it. */
    REFUSES_MAILS,
    /** Has the mail, and hangs up without saying so. */
    HANGS_UP_AFTER_THE_MAIL,
    /** Has the mail, and never says so. */
    IS_SILENT_AFTER_THE_MAIL
  }

  /** How it speaks TLS. */
  public enum Tls {
    NONE,
    FROM_THE_START,
    STARTTLS
  }

  private final ServerSocket listener;
  private final Tls tls;
  private final TlsIdentity identity;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = Behaviour.TAKES;

  private FakeMailServer(Tls tls, TlsIdentity identity) {
    this.tls = tls;
    this.identity = identity;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  public static FakeMailServer start(Tls tls) {
    return new FakeMailServer(tls, TlsIdentity.VALID);
  }

  public static FakeMailServer start(Tls tls, TlsIdentity identity) {
    return new FakeMailServer(tls, identity);
  }

  public void behave(Behaviour other) {
    behaviour = other;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The mails that came in whole, whatever was said then. */
  public List<String> mails() {
    return List.copyOf(mails);
  }

  /** What was said to it, mails aside. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Socket spoken = tls == Tls.FROM_THE_START ? secured(socket) : socket;
      if (behaviour == Behaviour.IS_SILENT) {
        var unused = spoken.getInputStream().read();
        return;
      }
      say(spoken, "220 mail.example ESMTP");
      converse(spoken, tls == Tls.STARTTLS);
    } catch (IOException left) {
      // The client has gone, or would not trust it.
    } finally {
      open.remove(socket);
    }
  }

  private void converse(Socket socket, boolean offersTls) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      String verb = line.toUpperCase(Locale.ROOT);
      if (verb.startsWith("STARTTLS")) {
        say(socket, "220 go on");
        converse(secured(socket), false);
        return;
      }
      if (verb.startsWith("DATA")) {
        say(socket, "354 go on");
        if (!take(in, socket)) {
          return;
        }
      } else if (verb.startsWith("QUIT")) {
        say(socket, "221 bye");
        return;
      } else {
        say(socket, answer(verb, offersTls));
      }
    }
  }

  private String answer(String verb, boolean offersTls) {
    if (verb.startsWith("EHLO")) {
      return offersTls ? "250-mail.example\r\n250 STARTTLS" : "250 mail.example";
    }
    return verb.startsWith("RCPT") && behaviour == Behaviour.REFUSES_RECIPIENTS
        ? "550 nobody of that name"
        : "250 ok";
  }

  /** Whether the conversation goes on. */
  private boolean take(BufferedReader in, Socket socket) throws IOException {
    StringBuilder mail = new StringBuilder();
    String line = in.readLine();
    while (line != null && !line.equals(".")) {
      mail.append(line).append('\n');
      line = in.readLine();
    }
    mails.add(mail.toString());
    switch (behaviour) {
      case REFUSES_MAILS -> say(socket, "554 not wanted");
      case HANGS_UP_AFTER_THE_MAIL -> {
        return false;
      }
      case IS_SILENT_AFTER_THE_MAIL -> {
        return in.readLine() != null;
      }
      default -> say(socket, "250 taken");
    }
    return true;
  }

  private Socket secured(Socket socket) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            identity
                .serverContext()
                .getSocketFactory()
                .createSocket(socket, (@Nullable String) null, socket.getPort(), true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    return secured;
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}

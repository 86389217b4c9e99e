package dev.porchlight.messages;

import dev.porchlight.concurrent.Timers;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails messages to the owner over SMTP, by TLS with the server's name checked; a server on this
 * machine may do without. It has a message when it has answered the end of it with a success. Safe
 * for use by any thread; the mails themselves are sent by a thread of their own.
 */
public final class MailDelivery implements MessageDelivery {

  private static final Logger log = LoggerFactory.getLogger(MailDelivery.class);

  /** How long one mail may take in all. */
  static final Duration DEADLINE = Duration.ofSeconds(60);

  /** How long each step of it may take. */
  private static final Duration STEP_LIMIT = Duration.ofSeconds(20);

  private final MailConfig config;
  private final Timers timers;
  private final ThreadPoolExecutor thread;

  public MailDelivery(MailConfig config, Timers timers) {
    this.config = config;
    this.timers = timers;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            STEP_LIMIT.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            MailDelivery::newThread);
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread newThread(Runnable task) {
    Thread mail = new Thread(task, "mail");
    mail.setDaemon(true);
    return mail;
  }

  @Override
  public CompletionStage<Result> deliver(VisitorMessage message) {
    try {
      return CompletableFuture.supplyAsync(() -> send(message), thread);
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(new Result.Failed("the server is stopping", ""));
    }
  }

  @Override
  public String receiver() {
    return config.server().toString();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private Result send(VisitorMessage message) {
    AtomicBoolean isOver = new AtomicBoolean();
    RecordedSockets sockets = new RecordedSockets();
    Future<?> deadline =
        timers.schedule(
            () -> {
              isOver.set(true);
              sockets.close();
            },
            DEADLINE);
    try {
      send(message, Session.getInstance(properties(sockets)));
      return new Result.Delivered();
    } catch (MessagingException e) {
      return MailFailure.of(e, isOver.get());
    } finally {
      deadline.cancel(false);
      sockets.close();
    }
  }

  private void send(VisitorMessage message, Session session) throws MessagingException {
    OwnerMail mail = OwnerMail.of(message, config, session);
    MailConfig.Server server = config.server();
    Transport transport = session.getTransport(protocol());
    try {
      transport.connect(server.host(), server.port(), server.user(), server.password());
      transport.sendMessage(mail, mail.getAllRecipients());
    } finally {
      closeQuietly(transport);
    }
  }

  /**
   * What fails now changes nothing: the server has taken the mail, or an exception is on its way.
   */
  private static void closeQuietly(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      log.debug("The connection to the mail server did not end well", e);
    }
  }

  private String protocol() {
    return config.server().isTlsFromTheStart() ? "smtps" : "smtp";
  }

  private Properties properties(SocketFactory sockets) {
    MailConfig.Server server = config.server();
    String prefix = "mail." + protocol() + ".";
    Properties properties = new Properties();
    properties.put(prefix + "socketFactory", sockets);
    properties.put(prefix + "socketFactory.fallback", "false");
    properties.put(prefix + "ssl.checkserveridentity", "true");
    properties.put(prefix + "starttls.enable", "true");
    properties.put(prefix + "starttls.required", Boolean.toString(!Loopback.is(server.host())));
    properties.put(prefix + "auth", Boolean.toString(server.user() != null));
    properties.put(prefix + "quitwait", "false");
    String millis = Long.toString(STEP_LIMIT.toMillis());
    properties.put(prefix + "connectiontimeout", millis);
    properties.put(prefix + "timeout", millis);
    properties.put(prefix + "localhost", "[127.0.0.1]");
    return properties;
  }

  /**
   * Makes plain sockets, and closes them when it is told to, whatever they are read or written for.
   * TLS is put over them.
   */
  private static final class RecordedSockets extends SocketFactory {

    private volatile @Nullable Socket last;
    private volatile boolean closed;

    @Override
    public Socket createSocket() throws IOException {
      Socket socket = new Socket();
      last = socket;
      if (closed) {
        socket.close();
      }
      return socket;
    }

    void close() {
      closed = true;
      Socket socket = last;
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException e) {
          log.debug("A socket could not be closed", e);
        }
      }
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException();
    }
  }
}

package dev.porchlight.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.porchlight.time.ManualScheduler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/** Models on a real HTTP client, whose deadlines go by a clock that a test moves. */
final class ModelBench implements AutoCloseable {
  static final Duration CONNECT_DEADLINE = Duration.ofSeconds(3);
  static final Duration IDLE_DEADLINE = Duration.ofSeconds(60);
  static final String KEY = "sk-secret-key";
  static final Source SOURCE = new Source("About", "/about", "A light that is left on.");
  static final Prompt PROMPT =
      new Prompt(
          List.of(
              new Turn(Turn.Role.SYSTEM, "Be kind."), new Turn(Turn.Role.USER, "What is it? ✨")),
          List.of(SOURCE));

  final ManualScheduler time = new ManualScheduler();
  final HttpClient client;
  private final QueuedThreadPool threads = new QueuedThreadPool(12);

  ModelBench() {
    this(null);
  }

  private ModelBench(@Nullable KeyStore trusted) {
    client = UpstreamHttpClient.create(threads, new ScheduledExecutorScheduler("client", true));
    client.setSocketAddressResolver(ModelBench::resolve);
    if (trusted != null) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      tls.setTrustStore(trusted);
      client.setSslContextFactory(tls);
    }
    start();
  }

  /** A bench whose client trusts these authorities and no others. */
  static ModelBench trusting(KeyStore authorities) {
    return new ModelBench(authorities);
  }

  OpenAiModel model(URI base) {
    return model(upstream(base));
  }

  OpenAiModel model(Upstream upstream) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-06-01T12:00:00Z"));
    return OpenAiModel.create(upstream, client, time, time, clock, new ObjectMapper());
  }

  RecordedAnswer ask(URI base) {
    RecordedAnswer answer = new RecordedAnswer();
    model(base).write(PROMPT, answer);
    return answer;
  }

  static Upstream upstream(URI base) {
    return new Upstream(
        Upstream.endpoint(base.toString()),
        KEY,
        null,
        "fake",
        1024,
        CONNECT_DEADLINE,
        IDLE_DEADLINE);
  }

  /** The sockets that the client has connected and not closed. */
  int openSockets() {
    ClientConnector connector =
        client.getBean(HttpClientTransportOverHTTP.class).getBean(ClientConnector.class);
    return connector.getSelectorManager().getBeans(ManagedSelector.class).stream()
        .mapToInt(ManagedSelector::getTotalKeys)
        .sum();
  }

  /** Knows the addresses of this machine and no name, whatever resolver the machine has. */
  private static void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> resolved) {
    if (host.equals("127.0.0.1")) {
      resolved.succeeded(List.of(new InetSocketAddress(host, port)));
    } else {
      resolved.failed(new UnknownHostException(host));
    }
  }

  private void start() {
    try {
      threads.start();
      client.start();
    } catch (Exception e) {
      throw new AssertionError("The client does not start", e);
    }
  }

  @Override
  public void close() {
    try {
      client.stop();
      threads.stop();
    } catch (Exception e) {
      throw new AssertionError("The client does not stop", e);
    }
  }
}

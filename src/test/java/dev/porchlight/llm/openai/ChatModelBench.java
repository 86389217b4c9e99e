package dev.porchlight.llm.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.Source;
import dev.porchlight.llm.openai.http.HttpClientFactory;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RecordedCompletion;
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
public final class ChatModelBench implements AutoCloseable {
  static final Duration CONNECT_DEADLINE = Duration.ofSeconds(3);
  static final Duration IDLE_DEADLINE = Duration.ofSeconds(60);
  static final String KEY = "sk-secret-key";
  static final Source SOURCE = new Source("About", "/about", "A light that is left on.");
  public static final Prompt PROMPT =
      new Prompt(
          List.of(
              new Message(Message.Role.SYSTEM, "Be kind."),
              new Message(Message.Role.USER, "What is it? ✨")),
          List.of(SOURCE));

  public final ManualScheduler time = new ManualScheduler();
  public final HttpClient client;
  private final QueuedThreadPool threads = new QueuedThreadPool(12);

  public ChatModelBench() {
    this(null);
  }

  private ChatModelBench(@Nullable KeyStore trusted) {
    client = HttpClientFactory.create(threads, new ScheduledExecutorScheduler("client", true));
    client.setSocketAddressResolver(ChatModelBench::resolve);
    if (trusted != null) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      tls.setTrustStore(trusted);
      client.setSslContextFactory(tls);
    }
    start();
  }

  /** A bench whose client trusts these authorities and no others. */
  static ChatModelBench trusting(KeyStore authorities) {
    return new ChatModelBench(authorities);
  }

  public OpenAiChatModel model(URI base) {
    return model(upstream(base));
  }

  OpenAiChatModel model(EndpointConfig upstream) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-06-01T12:00:00Z"));
    return OpenAiChatModel.create(upstream, client, time, time, clock, new ObjectMapper());
  }

  RecordedCompletion ask(URI base) {
    RecordedCompletion completion = new RecordedCompletion();
    model(base).write(PROMPT, completion);
    return completion;
  }

  static EndpointConfig upstream(URI base) {
    Api api = EndpointConfig.api(null, base.toString());
    return new EndpointConfig(
        api,
        EndpointConfig.endpoint(api, base.toString()),
        KEY,
        null,
        "fake",
        1024,
        CONNECT_DEADLINE,
        IDLE_DEADLINE,
        false,
        "");
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

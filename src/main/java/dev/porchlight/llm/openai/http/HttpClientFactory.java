package dev.porchlight.llm.openai.http;

import dev.porchlight.concurrent.Selectors;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProtocolHandlers;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/** The HTTP client that upstreams are asked with: HTTP/1.1, no redirects, no cookies. */
public final class HttpClientFactory {
  private static final String USER_AGENT = "Porchlight";
  private static final Duration UNUSED_CONNECTION_KEPT = Duration.ofSeconds(30);
  private static final Duration UNUSED_DESTINATION_KEPT = Duration.ofMinutes(2);
  private static final Duration TCP_CONNECT_BOUND = Duration.ofSeconds(30);
  private static final int MAX_RESPONSE_HEADERS_BYTES = 32 * 1024;

  /** Jetty's parser holds on to the buffer of the last piece, as long as the answer goes on. */
  private static final int RESPONSE_BUFFER_BYTES = 4 * 1024;

  private HttpClientFactory() {}

  /**
   * A client for any number of upstreams, not yet started; who asked for it starts and stops it.
   *
   * @param executor runs what the client has to do, callbacks included
   * @param scheduler times what the client bounds itself: unused connections, never an answer
   */
  public static HttpClient create(Executor executor, Scheduler scheduler) {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(Selectors.count());
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setExecutor(executor);
    client.setScheduler(scheduler);
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, USER_AGENT));
    client.setMaxResponseHeadersSize(MAX_RESPONSE_HEADERS_BYTES);
    client.setUseInputDirectByteBuffers(false);
    client.setResponseBufferSize(RESPONSE_BUFFER_BYTES);
    client.setConnectTimeout(TCP_CONNECT_BOUND.toMillis());
    client.setIdleTimeout(UNUSED_CONNECTION_KEPT.toMillis());
    client.setDestinationIdleTimeout(UNUSED_DESTINATION_KEPT.toMillis());
    client.addEventListener(new HandlesNoStatus());
    return client;
  }

  /** Removes the protocol handlers that react to a status by themselves: a 401 is reported. */
  private static final class HandlesNoStatus implements LifeCycle.Listener {
    @Override
    public void lifeCycleStarted(LifeCycle client) {
      ProtocolHandlers handlers = ((HttpClient) client).getProtocolHandlers();
      handlers.remove(RedirectProtocolHandler.NAME);
      handlers.remove(WWWAuthenticationProtocolHandler.NAME);
    }
  }
}

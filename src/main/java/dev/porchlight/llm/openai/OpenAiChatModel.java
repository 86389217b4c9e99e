package dev.porchlight.llm.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.ResettableTimeout;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.openai.http.ConnectionPool;
import dev.porchlight.llm.openai.http.HttpClientFactory;
import dev.porchlight.llm.openai.http.HttpExchange;
import dev.porchlight.llm.openai.http.RequestBody;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;

/**
 * A model behind an OpenAI-compatible API, of chat completions or of responses. Safe for use by any
 * number of threads.
 *
 * <p>It learns which optional fields its provider refuses, and leaves them out from then on; and
 * whether its model ends thoughts with a tag that it never began.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">the API</a>
 */
public final class OpenAiChatModel implements ChatModel {
  private final EndpointConfig upstream;
  private final HttpClient client;
  private final ScheduledExecutorService scheduler;
  private final Ticker ticker;
  private final InstantSource clock;
  private final ObjectMapper mapper;
  private final ChunkReader chunks;
  private final CallObserver observer;
  private final ConnectionPool connections = new ConnectionPool();
  private volatile RequestFormat requestFormat = RequestFormat.FIRST;
  private volatile boolean thinksFirst;

  private OpenAiChatModel(
      EndpointConfig upstream,
      HttpClient client,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      InstantSource clock,
      ObjectMapper mapper,
      CallObserver observer) {
    this.upstream = upstream;
    this.client = client;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.clock = clock;
    this.mapper = mapper;
    this.chunks =
        upstream.api() == Api.RESPONSES ? new ResponsesParser(mapper) : new ChunkParser(mapper);
    this.thinksFirst = upstream.thinksFirst();
    this.observer = observer;
  }

  /**
   * The model of an upstream.
   *
   * @param client a started one, from {@link HttpClientFactory}; listeners are called on its
   *     executor
   * @param scheduler runs the deadlines, which go by the ticker
   * @param clock only for what an upstream says of dates
   */
  public static OpenAiChatModel create(
      EndpointConfig upstream,
      HttpClient client,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      InstantSource clock,
      ObjectMapper mapper) {
    return create(upstream, client, scheduler, ticker, clock, mapper, unused -> {});
  }

  /**
   * The same, whose failures are not only logged.
   *
   * @param told receives each failure, on any thread
   */
  public static OpenAiChatModel create(
      EndpointConfig upstream,
      HttpClient client,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      InstantSource clock,
      ObjectMapper mapper,
      Consumer<Diagnosis> told) {
    CallObserver log = new OperatorLog(upstream, ticker);
    return unlogged(
        upstream,
        client,
        scheduler,
        ticker,
        clock,
        mapper,
        diagnosis -> {
          log.failed(diagnosis);
          told.accept(diagnosis);
        });
  }

  /** The same, whose failures are not logged but given to a receiver, on any thread. */
  static OpenAiChatModel unlogged(
      EndpointConfig upstream,
      HttpClient client,
      ScheduledExecutorService scheduler,
      Ticker ticker,
      InstantSource clock,
      ObjectMapper mapper,
      CallObserver observer) {
    return new OpenAiChatModel(upstream, client, scheduler, ticker, clock, mapper, observer);
  }

  @Override
  public String description() {
    return upstream.toString();
  }

  @Override
  public ModelCall write(Prompt prompt, CompletionListener listener) {
    CompletionCall call = new CompletionCall(this, prompt, listener);
    call.start();
    return call;
  }

  EndpointConfig upstream() {
    return upstream;
  }

  /** Tells the owner of a failed call. */
  void responded(HttpFields headers) {
    observer.responded(headers);
  }

  void failed(Diagnosis diagnosis) {
    observer.failed(diagnosis);
  }

  /** The format of a first request. */
  RequestFormat requestFormat() {
    return requestFormat;
  }

  /** The provider takes requests of this format. */
  void accepted(RequestFormat accepted) {
    requestFormat = accepted;
  }

  /** Whether a thought without its start tag is to be expected, unless the owner said so. */
  void learnedThinksFirst(boolean learned) {
    thinksFirst = learned || upstream.thinksFirst();
  }

  Instant now() {
    return clock.instant();
  }

  ResettableTimeout newTimeout(Runnable whenDue) {
    return new ResettableTimeout(new Timers(scheduler, client.getExecutor()), ticker, whenDue);
  }

  CompletionDecoder newDecoder(boolean saidToBeEventStream, Consumer<CompletionChunk> listener) {
    return new CompletionDecoder(chunks, saidToBeEventStream, thinksFirst, listener);
  }

  HttpExchange newExchange(
      RequestFormat format, Prompt prompt, Executor turns, HttpExchange.Listener listener) {
    Request request =
        client
            .newRequest(upstream.endpoint())
            .method(HttpMethod.POST)
            .idleTimeout(0, TimeUnit.MILLISECONDS)
            .headers(
                headers ->
                    headers
                        .put(HttpHeader.ACCEPT, "text/event-stream, application/json")
                        .put(HttpHeader.ACCEPT_ENCODING, "identity"))
            .body(new RequestBody(format.body(mapper, upstream, prompt)));
    RequestKey.put(request, upstream.key(), upstream.keyHeader());
    return new HttpExchange(request, connections, turns, listener);
  }

  void execute(Runnable task) {
    client.getExecutor().execute(task);
  }
}

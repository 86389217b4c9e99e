package dev.porchlight.testing.upstream;

import dev.porchlight.sse.EventStreamDecoder;
import dev.porchlight.sse.ServerSentEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Any number of visitors who ask at once and read all they get, on three threads together. */
public final class ManyVisitors implements AutoCloseable {
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final CountDownLatch reading;
  private final List<CompletableFuture<Transcript>> transcripts;

  private ManyVisitors(URI site, List<String> messages) {
    reading = new CountDownLatch(messages.size());
    URI chat = site.resolve("/chat");
    transcripts =
        IntStream.range(0, messages.size())
            .mapToObj(visitor -> ask(chat, visitor, messages.get(visitor)))
            .toList();
  }

  /**
   * Sends every message as a first question of a visitor of its own, by the address of a proxy's.
   */
  public static ManyVisitors ask(URI site, List<String> messages) {
    return new ManyVisitors(site, messages);
  }

  /** Waits until each has read a piece of its answer. */
  public void awaitAllReading() {
    try {
      if (!reading.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(reading.getCount() + " visitors have read nothing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while visitors wait", e);
    }
  }

  /** Waits until every stream has ended, and gives what was read, in the order of the messages. */
  public List<Transcript> awaitAll() {
    return transcripts.stream()
        .map(transcript -> Patience.await("a visitor's stream ends", transcript))
        .toList();
  }

  private CompletableFuture<Transcript> ask(URI chat, int visitor, String message) {
    HttpRequest request =
        HttpRequest.newBuilder(chat)
            .header("Content-Type", "application/json")
            .header("X-Forwarded-For", "10.0.%d.%d".formatted(visitor / 250, visitor % 250))
            .POST(BodyPublishers.ofString(ChatClient.question(message)))
            .build();
    Reader reader = new Reader();
    BodyHandler<Transcript> handler = BodyHandlers.fromSubscriber(reader, Reader::transcript);
    return client
        .sendAsync(request, handler)
        .thenApply(
            response -> {
              if (response.statusCode() != 200) {
                throw new AssertionError("Status " + response.statusCode() + " for " + message);
              }
              return response.body();
            });
  }

  /** Ends its threads; streams that still run break off. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private final class Reader implements Flow.Subscriber<List<ByteBuffer>> {
    private final EventStreamDecoder decoder =
        new EventStreamDecoder(ServerSentEvent.to(this::read), 1 << 20);
    private Transcript transcript = Transcript.EMPTY;

    Transcript transcript() {
      return transcript;
    }

    private void read(ServerSentEvent event) {
      if (transcript.text().isEmpty() && event.event().equals("chunk")) {
        reading.countDown();
      }
      transcript = transcript.and(event);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      buffers.forEach(decoder::feed);
    }

    @Override
    public void onError(Throwable cause) {
      // The response's future fails with it.
    }

    @Override
    public void onComplete() {
      // The transcript is whole.
    }
  }
}

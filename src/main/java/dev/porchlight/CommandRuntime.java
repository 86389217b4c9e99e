package dev.porchlight;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.config.Settings;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.openai.OpenAiChatModel;
import dev.porchlight.llm.openai.http.HttpClientFactory;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** What a command needs to call a provider: threads, timers and an HTTP client. */
record CommandRuntime(
    QueuedThreadPool threads, ScheduledExecutorService scheduler, HttpClient client)
    implements AutoCloseable {

  static CommandRuntime start() throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool();
    HttpClient client =
        HttpClientFactory.create(threads, new ScheduledExecutorScheduler("connections", true));
    threads.start();
    client.start();
    return new CommandRuntime(threads, Schedulers.real(), client);
  }

  Timers timers() {
    return new Timers(scheduler, threads);
  }

  /** The model that the settings name; there is one. */
  ChatModel model(Settings settings) {
    return OpenAiChatModel.create(
        Objects.requireNonNull(settings.models().upstream()),
        client,
        scheduler,
        Ticker.systemTicker(),
        InstantSource.system(),
        new JsonMapper());
  }

  @Override
  public void close() {
    LifeCycle.stop(client);
    scheduler.shutdownNow();
    LifeCycle.stop(threads);
  }
}

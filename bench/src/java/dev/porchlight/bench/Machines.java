package dev.porchlight.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Web machines that stream answers and workers that call the model, over one Redis, which is
 * measured apart. The load asks each web machine in turn.
 *
 * @param readElsewhere whether each answer is read on another web machine than it was asked on
 */
record Machines(Porchlight porchlight, boolean readElsewhere) implements Server {

  private static final int WEB = 3;
  private static final int WORKERS = 2;
  private static final int TRIES = 200;

  @Override
  public String name() {
    return "%d web machines and %d workers%s, Java %s"
        .formatted(WEB, WORKERS, readElsewhere ? ", read elsewhere" : "", porchlight.version());
  }

  @Override
  public RunningServer start(Upstream upstream) throws IOException, InterruptedException {
    Deque<StartedProcess> started = new ArrayDeque<>();
    try {
      started.push(Redis.start());
      return start(upstream, started);
    } catch (IOException | InterruptedException e) {
      started.forEach(StartedProcess::close);
      throw e;
    }
  }

  private RunningServer start(Upstream upstream, Deque<StartedProcess> started)
      throws IOException, InterruptedException {
    StartedProcess redis = started.element();
    for (int number = 1; number <= WORKERS; number++) {
      started.push(launch("worker", number, upstream, redis));
    }
    List<String> urls = new ArrayList<>();
    for (int number = 1; number <= WEB; number++) {
      StartedProcess web = launch("web", number, upstream, redis);
      started.push(web);
      urls.add(web.address() + "/chat");
      awaitWorkers(web);
    }
    List<StartedProcess> machines = started.stream().filter(one -> one != redis).toList();
    List<Long> pids = machines.stream().map(StartedProcess::pid).toList();
    return new RunningServer(urls, CHAT_BODY, pids, null, readElsewhere, machines, Duration.ZERO)
        .with(redis);
  }

  private StartedProcess launch(String role, int number, Upstream upstream, StartedProcess redis)
      throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>(Redis.settings(redis));
    settings.put("ROLE", role);
    settings.put("RESUME_GRACE_SECONDS", readElsewhere ? "1" : "0");
    String log = "%s %s %d".formatted(name(), role, number);
    return porchlight.launch(log, Porchlight.model(upstream), settings);
  }

  /** Asks until a worker answers; before that, the site's pages are quoted. */
  private static void awaitWorkers(StartedProcess web) throws IOException, InterruptedException {
    HttpClient visitor = HttpClient.newHttpClient();
    for (int number = 0; number < TRIES; number++) {
      String question = "Is there a worker? bench:0:1:1:" + number;
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(web.address() + "/chat"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"message\":\"%s\"}".formatted(question)))
              .build();
      String answer = visitor.send(request, BodyHandlers.ofString()).body();
      if (answer.contains("\"by\":\"model\"")) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("a web machine at %s found no worker".formatted(web.address()));
  }

  @Override
  public boolean isStarted() {
    return false;
  }

  @Override
  public boolean hasCache() {
    return !readElsewhere;
  }

  @Override
  public boolean mustBeSound() {
    return true;
  }
}

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes an AOT cache (JEP 483, 514 and 515) of a Porchlight that answers: its classes as they are
 * once loaded, and the profiles of its methods. Needs a JDK 25 or newer.
 *
 * <pre>java deploy/Train.java JAVA JAR CACHE [option of the JVM]...</pre>
 *
 * <p>It starts that jar with that {@code java}, a model of its own on this machine and no limits,
 * loads the page, asks questions, stops it, and waits until the cache is written. The cache is good
 * for that very JVM, that jar and that collector alone.
 */
final class Train {

  private static final int ROUNDS = 4;
  private static final int QUESTIONS_AT_ONCE = 50;
  private static final int DELTAS = 100;
  private static final List<String> VISITOR_LIMITS =
      List.of(
          "QUESTIONS_PER_MINUTE",
          "QUESTIONS_PER_DAY",
          "STREAMS",
          "OPEN_STREAMS",
          "CONNECTIONS",
          "TOKENS_PER_DAY");

  private static final Duration PACE = Duration.ofMillis(10);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration WRITE_LIMIT = Duration.ofMinutes(10);
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([\\w./?=-]+\\.(?:js|css)[^\"]*)\"");

  private final HttpClient client =
      HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();
  private final URI site;

  private Train(URI site) {
    this.site = site;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 3) {
      System.err.println("usage: java Train.java JAVA JAR CACHE [option of the JVM]...");
      System.exit(2);
    }
    Path cache = Path.of(arguments[2]).toAbsolutePath();
    Files.deleteIfExists(cache);
    HttpServer model = startModel();
    int port = freePort();
    Process porchlight = start(arguments, cache, port, model.getAddress().getPort());
    try {
      Train train = new Train(URI.create("http://127.0.0.1:" + port + "/"));
      train.awaitStart(porchlight);
      train.loadPage();
      for (int round = 0; round < ROUNDS; round++) {
        train.ask(round);
      }
      porchlight.destroy();
      if (!porchlight.waitFor(WRITE_LIMIT.toSeconds(), TimeUnit.SECONDS) || !Files.exists(cache)) {
        throw new IOException("no AOT cache was written: see what the JVM says above");
      }
      System.out.println(cache + ": " + Files.size(cache) / 1_000_000 + " MB");
    } finally {
      porchlight.destroyForcibly();
      model.stop(0);
    }
    System.exit(0);
  }

  private static Process start(String[] arguments, Path cache, int port, int modelPort)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(arguments[0]));
    command.addAll(List.of(arguments).subList(3, arguments.length));
    command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-jar", arguments[1]));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().keySet().removeIf(name -> name.startsWith("AI_") || name.equals("DATA_DIR"));
    builder
        .environment()
        .putAll(
            Map.of(
                "HOST", "127.0.0.1",
                "PORT", Integer.toString(port),
                "AI_API_URL", "http://127.0.0.1:" + modelPort + "/v1",
                "AI_MODEL", "training",
                "UPSTREAM_CHECK", "off",
                "UPSTREAM_STREAMS", Integer.toString(QUESTIONS_AT_ONCE),
                "DAILY_TOKEN_BUDGET", "none",
                "TRUSTED_PROXIES", "1",
                "LOG_LEVEL", "warn"));
    for (String limit : VISITOR_LIMITS) {
      builder.environment().put("VISITOR_" + limit, "none");
    }
    return builder.start();
  }

  private void awaitStart(Process porchlight) throws Exception {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline && porchlight.isAlive()) {
      try {
        get("healthz");
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(PACE.toNanos());
      }
    }
    throw new IOException("Porchlight did not start");
  }

  private void loadPage() throws Exception {
    Matcher loaded = LOADED.matcher(get(""));
    while (loaded.find()) {
      get(loaded.group(1));
    }
    get("config");
  }

  private String get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(site.resolve(path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private void ask(int round) {
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < QUESTIONS_AT_ONCE; i++) {
      String body = "{\"message\":\"How do I limit what question %d of round %d costs?\"}";
      HttpRequest request =
          HttpRequest.newBuilder(site.resolve("chat"))
              .header("Content-Type", "application/json")
              .header("X-Forwarded-For", "192.0.2." + i)
              .POST(HttpRequest.BodyPublishers.ofString(body.formatted(i, round)))
              .build();
      answers.add(
          client
              .sendAsync(request, HttpResponse.BodyHandlers.ofString())
              .thenAccept(Train::requireWhole));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
  }

  private static void requireWhole(HttpResponse<String> answer) {
    if (!answer.body().contains("\"finished\"")) {
      throw new IllegalStateException("an answer is not whole:\n" + answer.body());
    }
  }

  private static HttpServer startModel() throws IOException {
    HttpServer model =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    model.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    model.createContext("/", Train::answer);
    model.start();
    return model;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream question = exchange.getRequestBody()) {
      question.readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      for (int i = 0; i < DELTAS; i++) {
        write(out, "{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}");
        LockSupport.parkNanos(PACE.toNanos());
      }
      write(out, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");
      out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void write(OutputStream out, String choice) throws IOException {
    String chunk = "data: {\"id\":\"t\",\"object\":\"chat.completion.chunk\",\"choices\":[" + choice + "]}\n\n";
    out.write(chunk.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

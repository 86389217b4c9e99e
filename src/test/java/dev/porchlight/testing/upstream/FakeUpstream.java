package dev.porchlight.testing.upstream;

import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream that behaves as the first part of the path says: {@code /mistral-array/v1} speaks
 * that dialect, {@code /reset-mid-stream/v1} has that fault, {@code /demo/v1} is pleasant, and
 * {@code /manual/v1} waits for the test. One thread serves every connection. Any thread may use it.
 */
public final class FakeUpstream implements AutoCloseable {
  private static final String MANUAL = "manual";

  private final Map<String, Script> scripts = new ConcurrentHashMap<>(Scripts.byName());
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Exchange> forTheTest = new LinkedBlockingQueue<>();
  private final AtomicInteger openConnections = new AtomicInteger();
  private final AtomicInteger acceptedConnections = new AtomicInteger();
  private final SelectorLoop loop;

  private FakeUpstream(int port) {
    scripts.put(MANUAL, Script.MANUAL);
    loop = new SelectorLoop(port, this::accepted);
  }

  /** Starts one on a free port of the loopback address. */
  public static FakeUpstream start() {
    return start(0);
  }

  public static FakeUpstream start(int port) {
    FakeUpstream upstream = new FakeUpstream(port);
    upstream.loop.start();
    return upstream;
  }

  public int port() {
    return loop.port();
  }

  /** The base address whose calls get this script, as {@code AI_API_URL} takes it. */
  public URI uri(String name) {
    return URI.create("http://127.0.0.1:" + port() + "/" + name + "/v1");
  }

  /** The base address whose calls wait for {@link #awaitExchange}. */
  public URI manual() {
    return uri(MANUAL);
  }

  /** Adds a script under a name, or replaces it, and gives its base address. */
  public URI script(String name, Script script) {
    scripts.put(name, script);
    return uri(name);
  }

  /** Waits for the next call that the test is to answer by hand. */
  public Exchange awaitExchange() {
    try {
      Exchange next = forTheTest.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("No call came; so far: " + exchanges);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for a call", e);
    }
  }

  /** Every call so far, in the order in which they came. */
  public List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** Every request so far, in the order in which they came. */
  public List<Request> requests() {
    return exchanges.stream().map(Exchange::request).toList();
  }

  /** The calls whose response is not over and whose caller is still there. */
  public int running() {
    return (int) exchanges.stream().filter(Exchange::isRunning).count();
  }

  public int openConnections() {
    return openConnections.get();
  }

  /** How many connections callers have opened in all. */
  public int acceptedConnections() {
    return acceptedConnections.get();
  }

  /** Waits until no call is running; idle connections may stay open. */
  public void awaitNothingRunning() {
    Patience.awaitZero("calls running at the upstream", this::running);
  }

  /** Waits until no caller is connected. */
  public void awaitNothingOpen() {
    Patience.awaitZero("connections open at the upstream", this::openConnections);
  }

  private Connection accepted(SocketChannel caller) {
    openConnections.incrementAndGet();
    acceptedConnections.incrementAndGet();
    return new Connection(this, loop, caller);
  }

  void disconnected() {
    openConnections.decrementAndGet();
  }

  void received(Exchange exchange) {
    exchanges.add(exchange);
    Script script = scripts.getOrDefault(exchange.request().scriptName(), Scripts::notFound);
    if (script == Script.MANUAL) {
      forTheTest.add(exchange);
    } else {
      script.play(exchange);
    }
  }

  /** Drops every connection and waits for the thread to end. */
  @Override
  public void close() {
    loop.close();
  }

  /** Serves a developer at the keyboard: the port is the one argument, 9999 without it. */
  public static void main(String[] arguments) throws InterruptedException {
    FakeUpstream upstream = start(arguments.length == 0 ? 9999 : Integer.parseInt(arguments[0]));
    System.out.println(
        "AI_MODEL=fake AI_API_URL=" + upstream.uri("demo") + ", or any of these for demo:");
    Scripts.descriptions().forEach((name, what) -> System.out.printf("  %-32s %s%n", name, what));
    upstream.loop.join();
  }
}

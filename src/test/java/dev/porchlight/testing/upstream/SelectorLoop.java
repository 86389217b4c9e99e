package dev.porchlight.testing.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The one thread that accepts, reads and writes every connection of a fake upstream. {@link
 * #execute} may be called by any thread; what it is given runs on the loop's own.
 */
final class SelectorLoop implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private record Timer(long atNanos, Runnable task) {}

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Function<SocketChannel, Connection> connections;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
  private final Thread thread = new Thread(this::run, "fake-upstream");
  private volatile boolean closed;

  SelectorLoop(int port, Function<SocketChannel, Connection> connections) {
    this.connections = connections;
    try {
      selector = Selector.open();
      server = ServerSocketChannel.open();
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  /** Waits until the loop has ended, which it does only when it is closed. */
  void join() throws InterruptedException {
    thread.join();
  }

  /** Runs the task on the loop's thread; at once where this is that thread. */
  void execute(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      tasks.add(task);
      selector.wakeup();
    }
  }

  /** To be called on the loop's thread. */
  void schedule(long nanos, Runnable task) {
    timers.add(new Timer(System.nanoTime() + nanos, task));
  }

  private void run() {
    try (selector;
        server) {
      while (!closed) {
        selector.select(this::ready, untilNextTimerMillis());
        runTasks();
        runTimers();
      }
      selector.keys().forEach(SelectorLoop::closeConnection);
      selector.selectNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long untilNextTimerMillis() {
    Timer next = timers.peek();
    if (next == null) {
      return 0;
    }
    return Math.max(1, (next.atNanos() - System.nanoTime() + 999_999) / 1_000_000);
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void runTimers() {
    long now = System.nanoTime();
    for (Timer next = timers.peek();
        next != null && next.atNanos() - now <= 0;
        next = timers.peek()) {
      timers.remove();
      next.task().run();
    }
  }

  private void ready(SelectionKey key) {
    if (key.isValid() && key.isAcceptable()) {
      accept();
    } else if (key.attachment() instanceof Connection connection) {
      connection.ready();
    }
  }

  private void accept() {
    try {
      for (SocketChannel caller = server.accept(); caller != null; caller = server.accept()) {
        caller.configureBlocking(false);
        caller.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Connection connection = connections.apply(caller);
        connection.registered(caller.register(selector, SelectionKey.OP_READ, connection));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void closeConnection(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      connection.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

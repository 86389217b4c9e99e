package dev.porchlight.testing.upstream;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * One caller's connection: reads requests, one exchange at a time, and does the steps of the
 * running one as fast as the socket takes them. Lives on the loop's thread.
 */
final class Connection {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final FakeUpstream upstream;
  private final SelectorLoop loop;
  private final SocketChannel channel;
  private final RequestReader requests = new RequestReader();
  private final Deque<Step> steps = new ArrayDeque<>();
  private final byte[] input = new byte[16 * 1024];
  private ByteBuffer output = NOTHING;
  private boolean paused;
  private @Nullable SelectionKey key;
  private @Nullable Exchange exchange;

  Connection(FakeUpstream upstream, SelectorLoop loop, SocketChannel channel) {
    this.upstream = upstream;
    this.loop = loop;
    this.channel = channel;
  }

  void registered(SelectionKey key) {
    this.key = key;
  }

  /** The socket can be read or written. */
  void ready() {
    read();
    pump();
  }

  /** Takes a step of an exchange; one that is over can still close the connection. */
  void add(Exchange from, Step step) {
    boolean ending = step instanceof Step.Fin || step instanceof Step.Reset;
    if (from == exchange || (exchange == null && ending)) {
      steps.add(step);
      pump();
    }
  }

  private void read() {
    try {
      int length = channel.isOpen() ? channel.read(ByteBuffer.wrap(input)) : 0;
      while (length > 0) {
        requests.add(input, length);
        length = channel.read(ByteBuffer.wrap(input));
      }
      if (length < 0) {
        hungUp();
      }
      takeRequest();
    } catch (IOException reset) {
      hungUp();
    }
  }

  private void takeRequest() {
    Request request = exchange == null && channel.isOpen() ? requests.next() : null;
    if (request != null) {
      exchange = new Exchange(request, this::post);
      upstream.received(exchange);
    }
  }

  private void post(Exchange from, Step step) {
    loop.execute(() -> add(from, step));
  }

  private void pump() {
    try {
      while (channel.isOpen() && flushed() && !paused && !steps.isEmpty()) {
        run(steps.remove());
      }
      if (channel.isOpen() && key != null) {
        key.interestOps(SelectionKey.OP_READ | (output.hasRemaining() ? SelectionKey.OP_WRITE : 0));
      }
    } catch (IOException broken) {
      hungUp();
    }
  }

  private boolean flushed() throws IOException {
    channel.write(output);
    return !output.hasRemaining();
  }

  private void run(Step step) throws IOException {
    if (step instanceof Step.Bytes bytes) {
      output = bytes.bytes();
    } else if (step instanceof Step.Pieces pieces) {
      runNextPiece(pieces);
    } else if (step instanceof Step.Pause pause) {
      pause(pause.nanos());
    } else if (step instanceof Step.Complete) {
      complete();
    } else {
      if (step instanceof Step.Reset) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      close();
    }
  }

  private void runNextPiece(Step.Pieces step) {
    Iterator<byte[]> pieces = step.pieces();
    if (pieces.hasNext()) {
      output = ByteBuffer.wrap(pieces.next());
      steps.addFirst(step);
      if (step.pauseNanos() > 0) {
        steps.addFirst(new Step.Pause(step.pauseNanos()));
      }
    }
  }

  private void pause(long nanos) {
    paused = true;
    loop.schedule(
        nanos,
        () -> {
          paused = false;
          pump();
        });
  }

  private void complete() {
    if (exchange != null) {
      exchange.ended();
      exchange = null;
    }
    takeRequest();
  }

  private void hungUp() {
    if (exchange != null) {
      exchange.hungUp();
    }
    close();
  }

  void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException alreadyBroken) {
      // It is closed either way.
    }
    if (exchange != null) {
      exchange.ended();
      exchange = null;
    }
    steps.clear();
    output = NOTHING;
    upstream.disconnected();
  }
}

package dev.porchlight.llm.openai.http;

import dev.porchlight.concurrent.BatchingExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * One request to the upstream and the reading of its response, asked for piece by piece. All of it
 * runs in the turns it was given; only {@link #close} is safe for use by any thread.
 */
public final class HttpExchange {

  /** Hears of an exchange, until it is closed. */
  public interface Listener {
    /** The request is on its way: there is a connection. */
    void sent();

    void responded(int status, HttpFields headers);

    /** A piece of the body; the next one is asked for once this has returned. */
    void received(ByteBuffer bytes);

    /** The response is whole. Last, unless it broke. */
    void ended();

    /** Nothing more comes. Last, unless it ended. */
    void broke(Throwable cause, boolean connected);
  }

  private final Request request;
  private final ConnectionPool connections;
  private final PooledConnection connection;
  private final Executor turns;
  private final Listener listener;

  /** Whoever sets it has the connection to close, or to give back. */
  private final AtomicBoolean closed = new AtomicBoolean();

  private final Runnable readInTurn;

  /** Reads on the thread that found the socket readable, since nothing in it blocks. */
  private final Runnable whenReadable =
      Invocable.from(InvocationType.NON_BLOCKING, this::readBatch);

  private Content.@Nullable Source body;

  public HttpExchange(
      Request request, ConnectionPool connections, Executor turns, Listener listener) {
    this.request = request;
    this.connections = connections;
    this.connection = connections.take();
    this.turns = turns;
    this.listener = listener;
    Runnable read = this::read;
    readInTurn = () -> turns.execute(read);
  }

  public void send() {
    request
        .transport(connection)
        .onRequestCommit(sent -> turns.execute(this::sent))
        .onResponseContentSource(
            (response, source) -> turns.execute(() -> respond(response, source)))
        .send(result -> turns.execute(() -> complete(result)));
  }

  /** Whether the socket was connected, be it only for a while. */
  boolean wasConnected() {
    return connection.wasConnected();
  }

  /** Whether it is over, by either side's doing. */
  boolean isClosed() {
    return closed.get();
  }

  /** Closes the socket; no more callbacks follow, but for one that is running. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      var unused = request.abort(new IOException("given up"));
      connection.close();
    }
  }

  private void sent() {
    if (!isClosed()) {
      listener.sent();
    }
  }

  private void respond(Response response, Content.Source source) {
    body = source;
    if (!isClosed()) {
      listener.responded(response.getStatus(), response.getHeaders());
      read();
    }
  }

  private void readBatch() {
    BatchingExecutor.runBatch(readInTurn);
  }

  private void read() {
    Content.Source source = body;
    while (source != null && !isClosed()) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(whenReadable);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        fail(chunk.getFailure());
        return;
      }
      take(chunk);
      if (chunk.isLast()) {
        return;
      }
    }
  }

  private void take(Content.Chunk chunk) {
    try {
      if (chunk.hasRemaining()) {
        listener.received(chunk.getByteBuffer());
      }
    } finally {
      chunk.release();
    }
  }

  private void complete(Result result) {
    if (isClosed()) {
      return;
    }
    if (result.isFailed()) {
      fail(result.getFailure());
    } else if (closed.compareAndSet(false, true)) {
      connections.giveBack(connection);
      listener.ended();
    }
  }

  private void fail(Throwable cause) {
    boolean connected = connection.wasConnected();
    close();
    listener.broke(cause, connected);
  }
}

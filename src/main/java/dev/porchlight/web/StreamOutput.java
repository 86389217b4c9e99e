package dev.porchlight.web;

import dev.porchlight.web.connection.VisitorConnection;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One visitor's connection, as a stream is written to it: one write at a time. */
interface StreamOutput {

  /**
   * Gets ready, once.
   *
   * @param failed hears that the connection failed, also while nothing is written
   */
  void open(Consumer<Throwable> failed);

  /**
   * Writes the bytes through to the socket. The first write sends the head of the response.
   *
   * @param written told once they are through, by this thread or another, or that they never will
   */
  void write(ByteBuffer bytes, Callback written);

  /** Closes the connection without more ado; what waits to be written fails with the cause. */
  void cut(Throwable cause);

  /**
   * The connection of an asynchronous request. It is written below the servlet's output stream,
   * which would hold a buffer for each connection and wake a thread for each write.
   */
  static StreamOutput of(Context ctx) {
    ServletContextRequest request = ServletContextRequest.getServletContextRequest(ctx.req());
    return new Connection(ctx, request, innermost(request.getServletContextResponse()));
  }

  /** What handlers wrap around a response, such as counting, would cost at each write. */
  private static Response innermost(Response response) {
    return response instanceof Response.Wrapper wrapper
        ? innermost(wrapper.getWrapped())
        : response;
  }

  /** A connection as Jetty has it. */
  record Connection(Context ctx, Request request, Response response) implements StreamOutput {

    @Override
    public void open(Consumer<Throwable> failed) {
      request.addFailureListener(failed);
    }

    @Override
    public void write(ByteBuffer bytes, Callback written) {
      response.write(false, bytes, written);
    }

    @Override
    public void cut(Throwable cause) {
      VisitorConnection.cut(ctx, cause);
    }
  }
}

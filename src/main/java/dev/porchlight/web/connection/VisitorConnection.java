package dev.porchlight.web.connection;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The connection that a request came by. */
public final class VisitorConnection {

  private VisitorConnection() {}

  /** Closes it without more ado; what waits to be written fails with the cause. */
  public static void cut(Context ctx, Throwable cause) {
    ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(cause);
  }
}

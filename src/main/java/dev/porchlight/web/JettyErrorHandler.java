package dev.porchlight.web;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers with a problem document what Jetty refuses before a route sees it. */
final class JettyErrorHandler extends ErrorHandler {

  private final Map<String, String> headers;

  /**
   * @param headers what every response carries
   */
  JettyErrorHandler(Map<String, String> headers) {
    this.headers = Map.copyOf(headers);
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    headers.forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.write(true, ByteBuffer.wrap(problem(status).json()), callback);
  }

  private static Problem problem(int status) {
    return HttpStatus.isClientError(status)
        ? Problem.of(status, "bad_request", "The request is not one that HTTP allows.")
        : Problem.of(status, "refused", "The request was refused.");
  }
}

package dev.porchlight.llm.openai.http;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

/** What becomes of a connection. */
final class HttpExchangeTest {
  private final CompletableFuture<Response.CompleteListener> client = new CompletableFuture<>();
  private final Request request = newRequest();
  private final ConnectionPool connections = new ConnectionPool();

  @Test
  void aConnectionThatIsClosedJustAsItsResponseEndsIsNotUsedAgain() {
    HttpExchange exchange = new HttpExchange(request, connections, Runnable::run, new Unheard());
    exchange.send();
    client.join().onComplete(new ResultDuringWhich(exchange::close));
    assertThatCode(() -> connections.take().newSelectableChannel().close())
        .doesNotThrowAnyException();
  }

  /** A request that goes nowhere. */
  private Request newRequest() {
    return (Request)
        Proxy.newProxyInstance(
            Request.class.getClassLoader(),
            new Class<?>[] {Request.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send")) {
                client.complete((Response.CompleteListener) arguments[0]);
              }
              return method.getReturnType() == Request.class ? proxy : null;
            });
  }

  /** A response's good end; something happens while it is looked at. */
  private final class ResultDuringWhich extends Result {
    private final Runnable happens;

    ResultDuringWhich(Runnable happens) {
      super(request, null, null, null);
      this.happens = happens;
    }

    @Override
    public boolean isFailed() {
      happens.run();
      return false;
    }
  }

  private static final class Unheard implements HttpExchange.Listener {
    @Override
    public void sent() {}

    @Override
    public void responded(int status, HttpFields headers) {}

    @Override
    public void received(ByteBuffer bytes) {}

    @Override
    public void ended() {}

    @Override
    public void broke(Throwable cause, boolean connected) {}
  }
}

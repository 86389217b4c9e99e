package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.web.connection.HeaderTimeout.Progress;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a connection's visitor is in the head of a request, and how long for. */
final class HeaderTimeoutTest {

  /** What Jetty counts of a connection: requests whose head is whole, responses begun, bytes. */
  private record Counted(long requests, long responses, long bytes) {

    Connection connection() {
      return proxy(
          Connection.class,
          method ->
              switch (method) {
                case "getMessagesIn" -> requests;
                case "getMessagesOut" -> responses;
                case "getBytesIn" -> bytes;
                default -> null;
              });
    }
  }

  @Test
  void aConnectionThatRestsIsInNoHead() {
    assertThat(checksInHead(new Counted(0, 0, 0), new Counted(0, 0, 0))).isZero();
    assertThat(checksInHead(new Counted(1, 1, 80), new Counted(1, 1, 80))).isZero();
  }

  @Test
  void eachCheckThatFindsAHeadBegunCounts() {
    assertThat(checksInHead(new Counted(0, 0, 5), new Counted(0, 0, 5), new Counted(0, 0, 6)))
        .isEqualTo(3);
    assertThat(checksInHead(new Counted(1, 1, 80), new Counted(1, 1, 81), new Counted(1, 1, 81)))
        .isEqualTo(2);
  }

  @Test
  void aHeadThatIsWholeCountsNoMore() {
    assertThat(checksInHead(new Counted(0, 0, 5), new Counted(1, 0, 50), new Counted(1, 0, 60)))
        .isZero();
  }

  @Test
  void whatCameOfABodySinceItWasSeenIsNoNextHead() {
    assertThat(checksInHead(new Counted(1, 0, 50), new Counted(1, 1, 90), new Counted(1, 1, 90)))
        .isZero();
  }

  @Test
  void aConnectionThatWasToldToContinueCanRestToo() {
    assertThat(
            checksInHead(
                new Counted(1, 1, 50),
                new Counted(1, 2, 90),
                new Counted(2, 2, 140),
                new Counted(2, 3, 150),
                new Counted(2, 3, 150)))
        .isZero();
  }

  @Test
  void aConnectionThatCannotBeLookedAtIsLoggedAndHidesNoOther() {
    AtomicBoolean closed = new AtomicBoolean();
    EndPoint faulty =
        proxy(
            EndPoint.class,
            method -> {
              throw new IllegalStateException(method);
            });
    Connection dripping = new Counted(0, 0, 5).connection();
    EndPoint slow =
        proxy(
            EndPoint.class,
            method -> {
              closed.compareAndSet(false, method.equals("close"));
              return method.equals("getConnection") ? dripping : null;
            });
    ManualScheduler time = new ManualScheduler();
    HeaderTimeout.keep(
        proxy(
            Connector.class,
            method -> method.equals("getConnectedEndPoints") ? List.of(faulty, slow) : null),
        time);
    try (RecordedLog log = RecordedLog.of(HeaderTimeout.class)) {
      time.advance(HeaderTimeout.LIMIT);
      assertThat(log.lines()).hasSize(5).containsOnly("a connection could not be looked at");
    }
    assertThat(closed).isTrue();
    assertThat(time.pending()).describedAs("the next check").isEqualTo(1);
  }

  private static int checksInHead(Counted... checks) {
    Progress progress = null;
    for (Counted counted : checks) {
      progress = Progress.of(counted.connection(), progress);
    }
    return progress == null ? 0 : progress.checksInHead();
  }

  /**
   * Stands in for one of Jetty's own.
   *
   * @param answer what a method of that name gives
   */
  private static <T> T proxy(Class<T> type, Function<String, @Nullable Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  default -> answer.apply(method.getName());
                }));
  }
}

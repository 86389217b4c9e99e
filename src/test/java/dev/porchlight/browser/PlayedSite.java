package dev.porchlight.browser;

import dev.porchlight.answer.DispatcherStats;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real server, for one test, which plays its model. */
final class PlayedSite implements BeforeEachCallback, AfterEachCallback {

  private final Map<String, String> variables;
  private @Nullable FakeUpstream upstream;
  private @Nullable TestServer server;

  PlayedSite() {
    this(Map.of());
  }

  /**
   * @param variables the settings beside the model's
   */
  PlayedSite(Map<String, String> variables) {
    this.variables = variables;
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    FakeUpstream played = FakeUpstream.start();
    upstream = played;
    server = TestServer.asking(played.manual(), variables);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    site().close();
    upstream().close();
  }

  URI address() {
    return site().address();
  }

  void advance(Duration by) {
    site().advance(by);
  }

  /** What the site's dispatcher is doing now. */
  DispatcherStats state() {
    return site().site().state();
  }

  /** The next question that reaches the model; waits for it. */
  Exchange awaitExchange() {
    return upstream().awaitExchange();
  }

  List<Exchange> exchanges() {
    return upstream().exchanges();
  }

  /** Asks on the page, gives the whole answer, and waits until the page shows its end. */
  void answer(ChatPage page, String question, String words) {
    page.ask(question);
    awaitExchange().startStream().delta(words).finish("stop").done();
    page.awaitQuestion(question);
    page.awaitEnd();
  }

  private TestServer site() {
    return started(server);
  }

  private FakeUpstream upstream() {
    return started(upstream);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("The site runs only within a test.");
    }
    return part;
  }
}

package dev.porchlight.page;

import dev.porchlight.TestSite;
import dev.porchlight.answer.DeskState;
import dev.porchlight.fake.Exchange;
import dev.porchlight.fake.FakeUpstream;
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
  private @Nullable TestSite site;

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
    site = TestSite.asking(played.manual(), variables);
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

  /** What is going on at the site's desk. */
  DeskState state() {
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

  private TestSite site() {
    return started(site);
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

package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.upstream.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Answers that try to run a script, or to send something away: none does, wherever they are cut.
 */
final class SafeRenderingTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  /** Tells what ran, and what the policy had to stop; set before any of the page's own scripts. */
  private static final String WATCH =
      """
      window.faults = [];
      for (const name of ['fired', 'alert', 'prompt', 'confirm']) window[name] = () => window.faults.push('ran');
      document.addEventListener('securitypolicyviolation', (event) => window.faults.push(event.violatedDirective));
      """;

  /** What of an answer's nodes should not be there. */
  private static final String UNSAFE =
      """
      (root) => [...root.querySelectorAll('*')].flatMap((element) => [
        ...(/^(P|BR|HR|H[3-6]|UL|OL|LI|BLOCKQUOTE|PRE|CODE|A|EM|STRONG|DEL|INS|S|B|I|U|SUB|SUP|KBD|MARK|Q|SMALL|DETAILS|SUMMARY|DIV|TABLE|THEAD|TBODY|TR|TH|TD|FIGURE|FIGCAPTION|SPAN|BUTTON)$/
          .test(element.tagName) ? [] : [element.tagName]),
        ...[...element.attributes].filter(({ name }) =>
          !['href', 'title', 'start', 'align', 'dir', 'class', 'rel', 'target', 'tabindex', 'type', 'disabled', 'data-host', 'data-action'].includes(name),
        ).map(({ name }) => name),
        ...(element.hasAttribute('href') && !/^(https?:|mailto:)/.test(element.href) ? [element.href] : []),
      ])
      """;

  private final List<String> strangers = new ArrayList<>();
  @RegisterExtension final PlayedSite site = new PlayedSite();
  private ChatPage page;

  @BeforeEach
  void openThePage() {
    Page tab = chromium.open();
    tab.addInitScript(WATCH);
    tab.onRequest(
        request -> {
          if (!request.url().startsWith(site.address().toString())) {
            strangers.add(request.url());
          }
        });
    page = ChatPage.open(tab, site.address());
  }

  @Test
  void noPayloadRunsOrSendsAnythingWhereverItIsCut() throws IOException {
    String cutEverywhere =
        """
        async (payloads) => {
          const { StreamingView } = await import('/js/markdown/streaming-view.js');
          const unsafe = %s;
          const options = { addressOf: () => null, onFrozen: () => {}, copyLabel: 'Copy' };
          return payloads.filter((payload) => {
            const view = new StreamingView(options);
            document.body.append(view.element);
            let found = [];
            for (let length = 1; length <= payload.length; length++) {
              view.update(payload.slice(0, length), { over: false, whole: false });
              found = found.concat(unsafe(view.element));
            }
            view.update(payload, { over: true, whole: true });
            found = found.concat(unsafe(view.element));
            view.element.querySelectorAll('*').forEach((element) => element.tagName === 'A' || element.click());
            view.element.remove();
            return found.length > 0;
          });
        }
        """
            .formatted(UNSAFE.strip());
    List<String> payloads = payloads();
    assertThat(payloads).hasSizeGreaterThan(150);
    assertThat((List<?>) page.tab().evaluate(cutEverywhere, payloads)).isEmpty();
    expectNothingRan();
  }

  @Test
  void allPayloadsInOneAnswerAreAsHarmless() throws IOException {
    page.ask("All of it?");
    Exchange exchange = site.awaitExchange().startStream();
    for (String payload : payloads()) {
      Arrays.stream((payload + "\n\n").split("(?<=\\G.{11})")).forEach(exchange::delta);
    }
    exchange.delta("\n\nThe end.").finish("stop").done();
    page.awaitEnd();
    assertThat((List<?>) page.prose().evaluate(UNSAFE.strip())).isEmpty();
    expectNothingRan();
  }

  @Test
  void aQuestionIsShownAsTheTextThatItIs() {
    String question = "<img src=x onerror=fired()> **not bold**";
    page.ask(question);
    assertThat(page.newest().locator(".question")).hasText(question);
    expectNothingRan();
  }

  private void expectNothingRan() {
    assertThat((List<?>) page.tab().evaluate("() => window.faults")).isEmpty();
    assertThat(strangers).isEmpty();
    assertThat(page.tab().url()).isEqualTo(site.address() + "/");
  }

  private static List<String> payloads() throws IOException {
    try (InputStream table = SafeRenderingTest.class.getResourceAsStream("/unsafe-markdown.json")) {
      return Arrays.asList(
          new ObjectMapper().readValue(Objects.requireNonNull(table), String[].class));
    }
  }
}

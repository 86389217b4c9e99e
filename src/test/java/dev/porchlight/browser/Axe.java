package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;

/** Looks for violations of the rules of accessibility, when the page has come to rest. */
final class Axe {

  /** What moves without end, such as the sign of waiting, is at rest as it is. */
  private static final String IS_AT_REST =
      """
      () => [document, ...[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])]
        .flatMap((root) => root.getAnimations())
        .every(({ effect, playState }) => playState !== 'running' || effect.getComputedTiming().endTime === Infinity)
      """;

  private Axe() {}

  static void expectNoViolation(String state, Page tab) {
    expectNoViolation(state, tab, new AxeBuilder(tab));
  }

  /**
   * @param within a selector: only what it matches is looked at
   */
  static void expectNoViolationWithin(String within, String state, Page tab) {
    expectNoViolation(state, tab, new AxeBuilder(tab).include(within));
  }

  private static void expectNoViolation(String state, Page tab, AxeBuilder axe) {
    tab.waitForFunction(IS_AT_REST);
    assertThat(axe.analyze().getViolations()).as(state).extracting(Rule::getId).isEmpty();
  }
}

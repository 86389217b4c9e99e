package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.net.URI;

/** The owner's page as the owner sees and uses it. */
final class OwnersPage {

  static final String TOKEN = "a-token-of-the-owner";

  private final Page tab;

  private OwnersPage(Page tab) {
    this.tab = tab;
  }

  /** Opens it where nobody is signed in. */
  static OwnersPage open(Page tab, URI site) {
    tab.navigate(site + "/owner");
    OwnersPage page = new OwnersPage(tab);
    assertThat(page.token()).isFocused();
    return page;
  }

  static OwnersPage openSignedIn(Page tab, URI site) {
    OwnersPage page = open(tab, site);
    page.signIn(TOKEN);
    assertThat(page.dashboard()).isVisible();
    return page;
  }

  void signIn(String token) {
    token().fill(token);
    token().press("Enter");
  }

  /** Plays one of the lists or objects of its API. */
  void play(String name, int status, String json) {
    tab.route(
        "**/owner/api/" + name,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(status)
                    .setContentType("application/json")
                    .setBody(json)));
  }

  Page tab() {
    return tab;
  }

  Locator token() {
    return tab.locator("#token");
  }

  Locator signInProblem() {
    return tab.locator("#sign-in-problem");
  }

  Locator dashboard() {
    return tab.locator("#dashboard");
  }

  /** A figure by its label. */
  Locator tile(String label) {
    return tab.locator(".tile")
        .filter(
            new Locator.FilterOptions()
                .setHas(tab.locator("dt", new Page.LocatorOptions().setHasText(label))))
        .locator("dd");
  }

  Locator unanswered() {
    return tab.locator("#unanswered-list > li");
  }

  Locator unansweredStatus() {
    return tab.locator("#unanswered-status");
  }

  Locator answer() {
    return tab.locator(".editor textarea").last();
  }

  Locator button(String words) {
    return tab.locator("button:visible", new Page.LocatorOptions().setHasText(words)).first();
  }
}

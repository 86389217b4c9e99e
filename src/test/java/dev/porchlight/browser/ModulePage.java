package dev.porchlight.browser;

import com.microsoft.playwright.Page;
import java.net.URI;

/** A tab without the page: its modules are run by themselves. */
final class ModulePage {

  private final Page tab;

  private ModulePage(Page tab) {
    this.tab = tab;
  }

  static ModulePage open(Page tab, URI site) {
    tab.navigate(site + "/no-such-page");
    return new ModulePage(tab);
  }

  /**
   * Runs an asynchronous function's body.
   *
   * @return what it returned, as JSON
   */
  String run(String body) {
    return (String)
        tab.evaluate("async () => JSON.stringify(await (async () => {" + body + "})())");
  }
}

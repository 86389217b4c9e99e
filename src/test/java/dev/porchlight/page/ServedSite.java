package dev.porchlight.page;

import dev.porchlight.TestSite;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real server without a model, for the tests of one class. */
final class ServedSite implements BeforeAllCallback, AfterAllCallback {

  private @Nullable TestSite site;

  @Override
  public void beforeAll(ExtensionContext tests) {
    site = TestSite.start(Map.of());
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (site != null) {
      site.close();
    }
  }

  URI address() {
    if (site == null) {
      throw new IllegalStateException("The site runs only within the tests of a class.");
    }
    return site.address();
  }
}

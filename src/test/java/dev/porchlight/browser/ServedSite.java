package dev.porchlight.browser;

import dev.porchlight.testing.TestServer;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real server without a model, for the tests of one class. */
final class ServedSite implements BeforeAllCallback, AfterAllCallback {

  private @Nullable TestServer server;

  @Override
  public void beforeAll(ExtensionContext tests) {
    server = TestServer.start(Map.of());
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    if (server != null) {
      server.close();
    }
  }

  URI address() {
    if (server == null) {
      throw new IllegalStateException("The site runs only within the tests of a class.");
    }
    return server.address();
  }
}

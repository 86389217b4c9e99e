package dev.porchlight.cluster;

import dev.porchlight.testing.RedisServer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Redis for all tests of a class, empty at the start of each, and the machines that use it. */
public final class RedisForTests
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

  private @Nullable RedisServer server;
  private @Nullable Machines machines;

  public RedisServer server() {
    return Objects.requireNonNull(server);
  }

  /** Those of this test; they leave at its end. */
  public Machines machines() {
    return Objects.requireNonNull(machines);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    server = RedisServer.start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (server != null) {
      server.close();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    server().ask("FLUSHALL");
    machines = new Machines(server());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (machines != null) {
      machines.close();
    }
  }
}

package dev.porchlight.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.porchlight.testing.upstream.Patience;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.opentest4j.TestAbortedException;

/**
 * The Chromium that is installed, one for all tests. Without one they are skipped, but with {@code
 * CI=true} they fail. For the thread of the tests only.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private static final String SKIPPED =
      "The browser tests are skipped: no Chromium is on the PATH.";
  private static final AtomicBoolean TOLD_SKIPPED = new AtomicBoolean();

  private final List<BrowserContext> contexts = new ArrayList<>();
  private @Nullable Browser browser;

  /** Is started by the first class that needs it, and closed after the last class of all. */
  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {

    static Running start(Path executable) {
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      BrowserType.LaunchOptions options =
          new BrowserType.LaunchOptions()
              .setExecutablePath(executable)
              .setArgs(ARGUMENTS)
              .setTimeout(Patience.MILLIS);
      return new Running(playwright, playwright.chromium().launch(options));
    }

    @Override
    public void close() {
      playwright.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext tests) {
    Path executable = find().orElseThrow(Chromium::missing);
    PlaywrightAssertions.setDefaultAssertionTimeout(Patience.MILLIS);
    browser =
        tests
            .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(Chromium.class))
            .computeIfAbsent(Running.class, key -> Running.start(executable), Running.class)
            .browser();
  }

  /** A tab in a browser of its own: nothing is shared with another. */
  Page open() {
    return open(new Browser.NewContextOptions().setLocale("en-US"));
  }

  Page open(Browser.NewContextOptions options) {
    if (browser == null) {
      throw new IllegalStateException("The browser was not started.");
    }
    BrowserContext context = browser.newContext(options);
    context.setDefaultTimeout(Patience.MILLIS);
    contexts.add(context);
    return context.newPage();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
  }

  /** Says once that tests are skipped: Maven itself does not print why. */
  private static TestAbortedException missing() {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI=true, but no Chromium is on the PATH.");
    }
    if (TOLD_SKIPPED.compareAndSet(false, true)) {
      System.out.println(SKIPPED);
    }
    return new TestAbortedException(SKIPPED);
  }

  private static Optional<Path> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    List<Path> folders =
        Stream.of(path.split(Pattern.quote(File.pathSeparator))).map(Path::of).toList();
    return NAMES.stream()
        .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

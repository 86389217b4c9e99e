package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The owner's own answer on the page. */
final class FaqPageTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("faq.md"), "## Do you ship abroad?\n\nYes, every Thursday.\n");
  }

  @Test
  void itSaysWhoAnsweredAndTheModelIsAskedByOnePress() {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(upstream, "short", Map.of("CONTENT_DIR", folder.toString()))) {
      ChatPage page = ChatPage.open(chromium.open(), server.address());
      page.ask("do you ship abroad");
      page.awaitEnd();
      assertThat(page.prose()).hasText("Yes, every Thursday.");
      assertThat(page.author()).hasText("Answered by the people behind this site");
      assertThat(page.action("retry")).hasText("Ask the model instead");
      assertThat(upstream.requests()).isEmpty();

      page.action("retry").click();
      assertThat(page.author()).isHidden();
      page.awaitEnd();
      assertThat(upstream.requests()).hasSize(1);
      assertThat(page.action("retry")).hasText("Regenerate");
    }
  }

  @Test
  void withoutAModelNoneIsOffered() {
    try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", folder.toString()))) {
      ChatPage page = ChatPage.open(chromium.open(), server.address());
      page.ask("Do you ship abroad?");
      page.awaitEnd();
      assertThat(page.author()).hasText("Answered by the people behind this site");
      assertThat(page.action("retry")).hasText("Regenerate");
    }
  }
}

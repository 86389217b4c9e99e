package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.porchlight.testing.TestServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page tells visitors what is kept of what they write, as far as it is so. */
final class PrivacyNoteTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  @Test
  void whereNobodyReadsWhatWasNotAnsweredNobodyIsSaidTo() {
    try (TestServer server = TestServer.start(Map.of())) {
      Locator note = open(server);
      assertThat(note).containsText("kept in your own browser");
      assertThat(note).not().containsText("owner");
      assertThat(note).not().containsText("language model");
    }
  }

  @Test
  void whatTheOwnerReadsIsSaidAndForHowLong(@TempDir Path data) {
    Map<String, String> settings =
        Map.of(
            "OWNER_TOKEN", "a-token-of-the-owner",
            "DATA_DIR", data.toString(),
            "UNANSWERED_KEEP_DAYS", "30");
    try (TestServer server = TestServer.start(settings)) {
      Locator note = open(server);
      assertThat(note).containsText("The owner of this site can read first questions");
      assertThat(note).containsText("for 30 days");
      Axe.expectNoViolation("the privacy note", note.page());
      note.page().keyboard().press("Escape");
      assertThat(note).isHidden();
    }
  }

  private static Locator open(TestServer server) {
    ChatPage page = ChatPage.open(chromium.open(), server.address());
    page.tab().locator("[popovertarget=menu]").click();
    page.tab().locator("[data-action=privacy]").click();
    Locator note = page.tab().locator("dialog[aria-labelledby=privacy-title]");
    assertThat(note).isVisible();
    return note;
  }
}

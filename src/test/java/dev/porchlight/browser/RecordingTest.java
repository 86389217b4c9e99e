package dev.porchlight.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Records how an answer is written, for the README. To make the picture anew: {@code mvn test
 * -Dtest=RecordingTest -Drecording=docs/answer.gif}.
 */
final class RecordingTest {

  private static final int MAX_BYTES = 1_000_000;
  private static final int LEAST_FRAMES = 12;
  private static final Duration BETWEEN_FRAMES = Duration.ofMillis(120);
  private static final Duration AT_THE_END = Duration.ofSeconds(4);
  private static final String QUESTION = "What does it cost me?";

  private static final String ANSWER =
      """
      Never more than you allow [1]. You set **a budget for the day**, in tokens or in dollars:

      - what a call may cost is set aside before it is made [1];
      - common questions are answered once, and kept for a day [2];
      - when the budget is spent, the chat quotes your pages instead, which costs nothing [1].

      """;

  @RegisterExtension static final Chromium chromium = new Chromium();

  @Test
  void anAnswerIsSeenToBeWritten() throws IOException {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(upstream.script("model", RecordingTest::write), Map.of())) {
      Page tab =
          chromium.open(new NewContextOptions().setLocale("en-US").setViewportSize(720, 560));
      ChatPage page = ChatPage.open(tab, server.address());
      AnimatedGif recording = new AnimatedGif();
      shoot(recording, page, Duration.ofSeconds(1));
      for (int i = 0; i < QUESTION.length(); i++) {
        page.question().pressSequentially(QUESTION.substring(i, i + 1));
        shoot(recording, page, Duration.ofMillis(60));
      }
      page.question().press("Enter");
      assertThat(page.prose()).containsText("Never");
      while (!page.prose().textContent().contains("costs nothing")) {
        shoot(recording, page, BETWEEN_FRAMES);
      }
      assertThat(page.action("copy")).isVisible();
      shoot(recording, page, AT_THE_END);

      byte[] gif = recording.bytes();
      assertThat(gif).hasSizeLessThan(MAX_BYTES);
      assertThat(recording.size()).isGreaterThan(LEAST_FRAMES);
      assertThat(ImageIO.read(new ByteArrayInputStream(gif)).getWidth()).isEqualTo(720);
      String target = System.getProperty("recording");
      if (target != null) {
        Files.write(Path.of(target), gif);
      }
    }
  }

  private static void write(Exchange exchange) {
    exchange.startStream();
    for (String word : ANSWER.split("(?<=\\s)", -1)) {
      exchange.delta(word).pause(Duration.ofMillis(70));
    }
    exchange.finish("stop").done();
  }

  private static void shoot(AnimatedGif recording, ChatPage page, Duration shownFor)
      throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(page.tab().screenshot()));
    recording.add(image, shownFor);
  }
}

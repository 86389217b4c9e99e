package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.TestServer;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner's own answers, over a socket. */
final class FaqAnswersTest {

  private static final String QUESTION = "Do you ship lamps abroad?";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("faq.md"),
        "---\nurl: https://ana.example/faq\n---\n## Do you ship lamps abroad?\n\nYes, **every**"
            + " Thursday.\n");
  }

  @Test
  void theOwnersAnswerComesAtOnceWithoutACallOrACharge() {
    Map<String, String> settings =
        Map.of("CONTENT_DIR", folder.toString(), "VISITOR_QUESTIONS_PER_MINUTE", "1");
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server = TestServer.asking(upstream, "short", settings)) {
      for (int i = 0; i < 3; i++) {
        try (RecordedStream stream = server.visitor().ask(QUESTION)) {
          assertThat(stream.expectAnswer()).isNotEmpty();
          assertThat(stream.expectBegin("faq").data().path("sources").path(0).path("url").asText())
              .isEqualTo("https://ana.example/faq#do-you-ship-lamps-abroad");
          assertThat(stream.remainingText()).isEqualTo("Yes, **every** Thursday.");
          var unused = stream.expectDone("finished");
        }
      }
      assertThat(upstream.requests()).isEmpty();
    }
  }

  @Test
  void whoeverAsksAnewOrGoesOnIsAnsweredByTheModel() {
    try (FakeUpstream upstream = FakeUpstream.start();
        TestServer server =
            TestServer.asking(upstream, "short", Map.of("CONTENT_DIR", folder.toString()))) {
      String anew = "{\"message\":\"" + QUESTION + "\",\"fresh\":true}";
      String later =
          "{\"message\":\""
              + QUESTION
              + "\",\"history\":[{\"role\":\"user\",\"content\":\"Hi\"},"
              + "{\"role\":\"assistant\",\"content\":\"Hello.\"}]}";
      for (String json : new String[] {anew, later}) {
        try (RecordedStream stream = server.visitor().post(json)) {
          assertThat(stream.expectAnswer()).isNotEmpty();
          var unused = stream.expectUpTo("begin").with("by", "model");
          stream.skipToTheEnd();
        }
      }
      assertThat(upstream.requests()).hasSize(2);
      assertThat(upstream.requests().get(0).body()).contains("every");
    }
  }

  @Test
  void itIsGivenWithoutAModelToo() {
    try (TestServer server = TestServer.start(Map.of("CONTENT_DIR", folder.toString()));
        RecordedStream stream = server.visitor().ask("do you ship a lamp abroad")) {
      assertThat(stream.expectAnswer()).isNotEmpty();
      var unused = stream.expectBegin("faq");
      assertThat(stream.remainingText()).isEqualTo("Yes, **every** Thursday.");
      var done = stream.expectDone("finished");
      assertThat(done.data().path("finishReason").asText()).isEqualTo("stop");
    }
  }
}

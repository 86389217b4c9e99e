package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.fake.ChatClient;
import dev.porchlight.fake.FakeUpstream;
import dev.porchlight.fake.RecordedStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a visitor may ask, and how it is told. */
final class LimitsTest {

  private static final FakeUpstream UPSTREAM = FakeUpstream.start();

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  @Test
  void beyondTheQuestionsAMinuteAVisitorIsToldWhenToComeBack() {
    try (TestSite site = site(Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2"))) {
      try (RecordedStream first = ask(site, "One?")) {
        assertThat(first.header("RateLimit-Policy")).contains("\"minute\";q=2;w=60");
        assertThat(first.header("RateLimit")).contains("\"minute\";r=1");
        readToTheEnd(first);
      }
      readToTheEnd(ask(site, "Two?"));
      try (RecordedStream refused = ask(site, "Three?")) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("30");
        assertThat(refused.header("RateLimit")).contains("\"minute\";r=0");
        assertThat(refused.json().path("retryAfterSeconds").asInt()).isEqualTo(30);
      }
      site.advance(Duration.ofSeconds(30));
      readToTheEnd(ask(site, "Three?"));
    }
  }

  @Test
  void commonQuestionsStayFree() {
    try (TestSite site = site(Map.of("VISITOR_QUESTIONS_PER_MINUTE", "1"))) {
      readToTheEnd(ask(site, "One?"));
      readToTheEnd(ask(site, "One"));
      try (RecordedStream refused = ask(site, "Two?")) {
        assertThat(refused.json().path("code").asText()).isEqualTo("too_many_questions");
      }
    }
  }

  @Test
  void zeroMeansNoneAtAllAndNoneMeansNoLimit() {
    try (TestSite site = site(Map.of("VISITOR_QUESTIONS_PER_DAY", "0"));
        RecordedStream refused = ask(site, "One?")) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isNull();
    }
    try (TestSite site = site(Map.of("VISITOR_QUESTIONS_PER_DAY", "none"));
        RecordedStream stream = ask(site, "One?")) {
      assertThat(stream.header("RateLimit")).isNull();
      readToTheEnd(stream);
    }
  }

  @Test
  void streamsAtOnceAreCountedWhileTheyAreRead() {
    try (TestSite site =
            TestSite.asking(UPSTREAM, "stall-mid-stream", Map.of("VISITOR_STREAMS", "1"));
        RecordedStream reads = site.visitor().ask("One?").leave()) {
      reads.expectAnswer();
      try (RecordedStream refused = site.visitor().ask("Two?")) {
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("code").asText()).isEqualTo("too_many_streams");
      }
      site.visitor().stop(reads.streamId());
      readToTheEnd(reads);
      try (RecordedStream next = site.visitor().ask("Two?").leave()) {
        assertThat(next.status()).isEqualTo(200);
        next.expectAnswer();
        site.visitor().stop(next.streamId());
      }
    }
    UPSTREAM.awaitNothingRunning();
  }

  @Test
  void whoFindsTheLineFullIsChargedNothing() {
    Map<String, String> narrow =
        Map.of("VISITOR_QUESTIONS_PER_MINUTE", "2", "UPSTREAM_STREAMS", "1", "QUEUE_LENGTH", "0");
    try (TestSite site = TestSite.asking(UPSTREAM, "stall-mid-stream", narrow);
        RecordedStream first = ask(site, "One?").leave()) {
      first.expectAnswer();
      try (RecordedStream full = ask(site, "Two?")) {
        assertThat(full.status()).isEqualTo(503);
        assertThat(full.header("RateLimit")).contains("\"minute\";r=1");
      }
      site.visitor().stop(first.streamId());
      readToTheEnd(first);
      try (RecordedStream second = ask(site, "Two?").leave()) {
        assertThat(second.status()).isEqualTo(200);
        second.expectAnswer();
        site.visitor().stop(second.streamId());
      }
    }
    UPSTREAM.awaitNothingRunning();
  }

  @Test
  void behindAProxyEachVisitorHasItsOwnLimitsAndCannotForgeAnothers() {
    Map<String, String> behindOne =
        Map.of("TRUSTED_PROXIES", "1", "VISITOR_QUESTIONS_PER_MINUTE", "1");
    try (TestSite site = site(behindOne)) {
      readToTheEnd(ask(site, "One?", "X-Forwarded-For: 203.0.113.7"));
      readToTheEnd(ask(site, "Two?", "X-Forwarded-For: 203.0.113.8"));
      try (RecordedStream forged = ask(site, "Three?", "X-Forwarded-For: 9.9.9.9, 203.0.113.7")) {
        assertThat(forged.status()).isEqualTo(429);
      }
    }
  }

  private static TestSite site(Map<String, String> variables) {
    return TestSite.asking(UPSTREAM, "short", variables);
  }

  private static RecordedStream ask(TestSite site, String message, String... headers) {
    return site.visitor().post(ChatClient.question(message), headers);
  }

  private static void readToTheEnd(RecordedStream stream) {
    assertThat(stream.status()).isEqualTo(200);
    try (stream) {
      stream.skipToTheEnd();
    }
  }
}

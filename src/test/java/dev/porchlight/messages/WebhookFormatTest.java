package dev.porchlight.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is posted to a webhook, by its host. */
final class WebhookFormatTest {

  @ParameterizedTest
  @CsvSource({
    "https://hooks.slack.com/services/T0/B0/x, SLACK",
    "https://HOOKS.SLACK.COM/services/T0/B0/x, SLACK",
    "https://discord.com/api/webhooks/1/x, DISCORD",
    "https://ptb.discord.com/api/webhooks/1/x, DISCORD",
    "https://discordapp.com/api/webhooks/1/x, DISCORD",
    "https://example.com/hooks.slack.com, OWN",
    "https://hooks.slack.com.example.com/, OWN",
    "https://notdiscord.com/api/webhooks/1/x, OWN",
    "https://discord.com.example/api/webhooks/1/x, OWN",
    "http://127.0.0.1:9000/hook, OWN"
  })
  void theHostTellsTheFormat(URI address, WebhookFormat format) {
    assertThat(WebhookFormat.of(address)).isEqualTo(format);
  }

  @Test
  void oursHasEachPartInAMemberOfItsOwn() {
    assertThat(
            WebhookFormat.OWN.json(Messages.saying("Hi <b>\n👋", "ana@example.com", "Who?", "Me.")))
        .hasToString(
            "{\"id\":\"0123456789abcdef0123456789abcdef\",\"received\":\"2026-05-31T12:00:00Z\","
                + "\"message\":\"Hi <b>\\n👋\",\"replyTo\":\"ana@example.com\",\"conversation\":["
                + "{\"role\":\"user\",\"content\":\"Who?\"},"
                + "{\"role\":\"assistant\",\"content\":\"Me.\"}]}");
    assertThat(WebhookFormat.OWN.json(Messages.saying("Hi", null)))
        .hasToString(
            "{\"id\":\"0123456789abcdef0123456789abcdef\",\"received\":\"2026-05-31T12:00:00Z\","
                + "\"message\":\"Hi\",\"replyTo\":null,\"conversation\":[]}");
  }

  @Test
  void slackMentionsNobodyAndMakesNoLinkOfAnotherName() {
    JsonNode json =
        WebhookFormat.SLACK.json(
            Messages.saying(
                "<!channel> <@U1> <https://evil.example|your bank> & @Here",
                "ana@example.com",
                "<!everyone>?"));
    assertThat(json.path("text").asText())
        .isEqualTo(
            """
            A visitor left a message:

            &lt;!channel&gt; &lt;@U1&gt; &lt;https://evil.example|your bank&gt; &amp; @\u200BHere

            Answer to: ana@example.com

            The conversation:

            Visitor: &lt;!everyone&gt;?

            Received 31 May 2026, 12:00 UTC. Message 0123456789abcdef0123456789abcdef.""");
    assertThat(json.path("mrkdwn").asBoolean(true)).isFalse();
    assertThat(json.path("unfurl_links").asBoolean(true)).isFalse();
  }

  @Test
  void slackGetsNoMoreThanItTakes() {
    String text =
        WebhookFormat.SLACK
            .json(Messages.saying("&".repeat(2_000), null, "<".repeat(12_000), ">".repeat(12_000)))
            .path("text")
            .asText();
    assertThat(text).hasSizeBetween(30_000, 40_000).contains("&amp;".repeat(2_000), "\n\n…");
  }

  @Test
  void discordMentionsNobodyAndShowsMarksAsTheyAre() {
    JsonNode json =
        WebhookFormat.DISCORD.json(
            Messages.saying(
                "@everyone <@1> [bank](https://evil.example) `*~|\\", "a@example.com", "Who?"));
    assertThat(json.path("content").asText())
        .isEqualTo("A visitor left a message. Answer to: a\\@example.com");
    assertThat(json.path("allowed_mentions")).hasToString("{\"parse\":[]}");
    assertThat(json.path("embeds").path(0).path("description").asText())
        .isEqualTo("\\@everyone \\<\\@1\\> \\[bank\\](https://evil.example) \\`\\*\\~\\|\\\\");
    assertThat(json.path("embeds").path(0).path("footer").path("text").asText())
        .contains("0123456789abcdef0123456789abcdef");
    assertThat(json.path("embeds").path(1).path("description").asText()).isEqualTo("Visitor: Who?");
  }

  @Test
  void discordGetsNoMoreThanItTakesAndTheWholeMessage() {
    for (String filling : new String[] {"@", "x", "👋"}) {
      String message = filling.repeat(2_000 / filling.length());
      JsonNode json =
          WebhookFormat.DISCORD.json(
              Messages.saying(message, null, "?", filling.repeat(12_000) + "the end"));
      JsonNode embeds = json.path("embeds");
      String text = embeds.path(0).path("description").asText();
      String conversation = embeds.path(1).path("description").asText();
      assertThat(text.replace("\\", "")).isEqualTo(message);
      assertThat(text).hasSizeLessThanOrEqualTo(4_096);
      assertThat(conversation).hasSizeLessThanOrEqualTo(4_096).startsWith("…").endsWith("the end");
      assertThat(conversation.charAt(1))
          .satisfies(c -> assertThat(Character.isLowSurrogate(c)).isFalse());
      int all =
          text.length()
              + conversation.length()
              + embeds.path(0).path("footer").path("text").asText().length()
              + embeds.path(1).path("title").asText().length();
      assertThat(all).isLessThanOrEqualTo(6_000);
    }
  }
}

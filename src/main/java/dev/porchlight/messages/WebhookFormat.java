package dev.porchlight.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The JSON that a webhook takes, as its host tells. Stateless. */
enum WebhookFormat {

  /** Ours: all of the message, each part in a member of its own. */
  OWN {
    @Override
    JsonNode json(VisitorMessage message) {
      ObjectNode json = JSON.createObjectNode();
      json.put("id", message.id());
      json.put("received", message.received().toString());
      json.put("message", message.text());
      json.put("replyTo", message.replyTo());
      ArrayNode turns = json.putArray("conversation");
      message
          .conversation()
          .forEach(
              turn -> turns.addObject().put("role", turn.role()).put("content", turn.content()));
      return json;
    }
  },

  /**
   * An incoming webhook of Slack, which cuts a text off after 40,000 characters. Its control
   * characters are escaped, so that nobody is mentioned and no link has another name.
   *
   * @see <a href="https://docs.slack.dev/messaging/formatting-message-text">Formatting message
   *     text</a>
   */
  SLACK {
    @Override
    JsonNode json(VisitorMessage message) {
      StringBuilder text =
          new StringBuilder(MessageText.TITLE + ":\n\n" + slackText(message.text()));
      if (message.replyTo() != null) {
        text.append("\n\nAnswer to: ").append(slackText(message.replyTo()));
      }
      if (!message.conversation().isEmpty()) {
        String turns = slackText(MessageText.conversation(message.conversation()));
        text.append("\n\nThe conversation:\n\n").append(MessageText.end(turns, SLACK_CONVERSATION));
      }
      text.append("\n\n").append(MessageText.footer(message));
      return JSON.createObjectNode()
          .put("text", text.toString())
          .put("mrkdwn", false)
          .put("unfurl_links", false)
          .put("unfurl_media", false);
    }
  },

  /**
   * A webhook of Discord, which takes 4,096 characters in an embed's description, and 6,000 in all
   * embeds: of a long conversation, the end is sent. Nobody is mentioned, and the marks of Markdown
   * are shown as they are.
   *
   * @see <a href="https://docs.discord.com/developers/resources/webhook">Webhook resource</a>
   */
  DISCORD {
    @Override
    JsonNode json(VisitorMessage message) {
      String text = discordText(message.text());
      String footer = MessageText.footer(message);
      ObjectNode json = JSON.createObjectNode();
      json.put(
          "content",
          message.replyTo() == null
              ? MessageText.TITLE + "."
              : "%s. Answer to: %s".formatted(MessageText.TITLE, discordText(message.replyTo())));
      json.putObject("allowed_mentions").putArray("parse");
      ArrayNode embeds = json.putArray("embeds");
      embeds.addObject().put("description", text).putObject("footer").put("text", footer);
      if (!message.conversation().isEmpty()) {
        int room = DISCORD_EMBEDS - text.length() - footer.length();
        embeds
            .addObject()
            .put("title", "The conversation")
            .put("description", discordEnd(message.conversation(), Math.min(DISCORD_EMBED, room)));
      }
      return json;
    }
  };

  private static final JsonMapper JSON = new JsonMapper();

  /** What the conversation may have of Slack's 40,000, beside an escaped message of 10,000. */
  private static final int SLACK_CONVERSATION = 28_000;

  private static final int DISCORD_EMBED = 4_096;

  /** Of the 6,000, with some left for the title. */
  private static final int DISCORD_EMBEDS = 5_950;

  private static final Pattern DISCORD_HOST =
      Pattern.compile("(?:[a-z]{1,20}\\.)?discord(?:app)?\\.com");

  /** Words that Slack takes for a mention of all, where it is told to look for names. */
  private static final Pattern MENTION_OF_ALL =
      Pattern.compile("@(?=everyone|channel|here)", Pattern.CASE_INSENSITIVE);

  private static final Pattern DISCORD_MARK = Pattern.compile("[\\\\*~|`<>\\[\\]@]");

  abstract JsonNode json(VisitorMessage message);

  /** The format of a webhook at that address. */
  static WebhookFormat of(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    if (host.equals("hooks.slack.com") || host.equals("hooks.slack-gov.com")) {
      return SLACK;
    }
    return DISCORD_HOST.matcher(host).matches() ? DISCORD : OWN;
  }

  /** The body of the request, in UTF-8. */
  byte[] body(VisitorMessage message) {
    try {
      return JSON.writeValueAsBytes(json(message));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static String slackText(String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return MENTION_OF_ALL.matcher(escaped).replaceAll("@\u200B");
  }

  private static String discordText(String text) {
    return DISCORD_MARK.matcher(text).replaceAll("\\\\$0");
  }

  private static String discordEnd(List<VisitorMessage.Turn> turns, int room) {
    String text = MessageText.conversation(turns);
    String escaped = discordText(text);
    return escaped.length() <= room ? escaped : discordText(MessageText.end(text, room / 2));
  }
}

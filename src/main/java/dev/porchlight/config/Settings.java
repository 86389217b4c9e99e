package dev.porchlight.config;

import dev.porchlight.answer.log.AnswerLimits;
import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.openai.EmbeddingEndpoint;
import dev.porchlight.llm.openai.EndpointConfig;
import dev.porchlight.messages.MailConfig;
import dev.porchlight.messages.WebhookConfig;
import dev.porchlight.ratelimit.RateLimitConfig;
import dev.porchlight.web.SiteNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an owner can set, read once at the start. The README lists the variables.
 *
 * @param host the address to listen on, or null for all
 * @param port 0 for any free one
 * @param contentFolder the owner's Markdown, or null for the content that was packed
 * @param frontendFolder the page's files, or null for those that were packed
 * @param dataFolder where the day's budget is kept across restarts, or null for nowhere
 * @param site the owner's site
 * @param allowedOrigins the sites that may frame the page
 * @param names what visitors call the server by
 * @param trustedProxies how many proxies in front add to {@code X-Forwarded-For}
 * @param ownerToken what the owner's routes ask for, or null where there are none
 * @param embeddings find passages by meaning, or null where they are found by words only
 * @param heartbeat how long a stream is silent before it carries a comment
 * @param messages how what visitors leave for the owner is delivered
 * @param unansweredMinVisitors how many visitors have to have asked a question in vain before the
 *     owner sees it
 * @param unansweredKeepDays how many days such a question is kept in the data folder, 0 for not at
 *     all
 * @param costs what the models cost and may cost
 * @param redis what makes several machines one site, or null where this one is alone
 * @param role what this machine does; without redis both
 * @param warnings of what is set to no effect, in sentences
 */
public record Settings(
    @Nullable String host,
    int port,
    @Nullable Path contentFolder,
    @Nullable Path frontendFolder,
    @Nullable Path dataFolder,
    SiteInfo site,
    List<String> allowedOrigins,
    SiteNames names,
    int trustedProxies,
    @Nullable String ownerToken,
    Duration heartbeat,
    Models models,
    @Nullable Embeddings embeddings,
    AnswerLimits answerLimits,
    RateLimitConfig rateLimits,
    Messages messages,
    int unansweredMinVisitors,
    int unansweredKeepDays,
    Costs costs,
    @Nullable RedisConfig redis,
    Role role,
    List<String> warnings) {

  /**
   * What the models cost, and may cost together.
   *
   * @param dailyNanoDollars what all of them may cost in a day, in billionths of a US dollar, or
   *     null for any sum
   * @param prices of the model, or null where they are not set; so of the other two
   */
  public record Costs(
      @Nullable Long dailyNanoDollars,
      @Nullable Prices prices,
      @Nullable Prices fallbackPrices,
      @Nullable Prices embeddingPrices) {}

  /**
   * How the messages that visitors leave are delivered; there is one way at most.
   *
   * @param webhook posted to, or null
   * @param mail mailed to, or null
   * @param perDay how many are taken in a day (UTC), or null for any number
   */
  public record Messages(
      @Nullable WebhookConfig webhook, @Nullable MailConfig mail, @Nullable Integer perDay) {}

  /**
   * How passages are found by meaning.
   *
   * @param endpoint the embedding model's API
   * @param dailyTokens what embedding the passages may use in a day, or null for any number
   */
  public record Embeddings(EmbeddingEndpoint endpoint, @Nullable Long dailyTokens) {}

  /**
   * Which models answer, and what they may cost.
   *
   * @param upstream the model's API, or null where the extract model answers
   * @param fallback asked where the upstream will not answer, or null for none
   * @param patience how long a question waits for its upstreams, from its first call on
   * @param dailyTokens what the upstream may use in a day, or null for any number
   * @param fallbackDailyTokens what the fallback may use in a day, or null for any number
   * @param historyTokens how many tokens of what was said before are sent with a question
   * @param passageTokens how many tokens of the site's passages are sent with a question
   * @param siteInPromptTokens a site of no more tokens is sent as a whole; 0 for never
   * @param isChecked whether each upstream is checked at the start
   */
  public record Models(
      @Nullable EndpointConfig upstream,
      @Nullable EndpointConfig fallback,
      Duration patience,
      @Nullable Long dailyTokens,
      @Nullable Long fallbackDailyTokens,
      int historyTokens,
      int passageTokens,
      int siteInPromptTokens,
      boolean isChecked) {}

  public Settings {
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /**
   * Reads the settings.
   *
   * @throws InvalidSettingException where one is invalid
   */
  public static Settings from(Map<String, String> variables) {
    return new SettingsReader(new EnvironmentVariables(variables)).read();
  }

  /** Names no secret. */
  @Override
  public String toString() {
    return "Settings[port=%d, upstream=%s, fallback=%s]"
        .formatted(port, models.upstream(), models.fallback());
  }
}

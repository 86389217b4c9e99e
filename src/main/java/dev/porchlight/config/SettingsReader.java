package dev.porchlight.config;

import dev.porchlight.answer.log.AnswerLimits;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.llm.openai.Api;
import dev.porchlight.llm.openai.EmbeddingEndpoint;
import dev.porchlight.llm.openai.EndpointConfig;
import dev.porchlight.ratelimit.RateLimitConfig;
import dev.porchlight.web.OwnerHandlers;
import dev.porchlight.web.SiteNames;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows every variable's name, default and bounds. */
final class SettingsReader {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  /** An answer of many tokens is kept in events of about 128 bytes each. */
  private static final int TOKENS_PER_KILOBYTE = 8;

  /** The part of a day's budget that one visitor may use. */
  private static final int VISITOR_PART = 5;

  private static final int DAY_SECONDS = 86_400;
  private static final int YEAR_MINUTES = 525_600;
  private static final Set<String> LOG_LEVELS =
      Set.of("trace", "debug", "info", "warn", "error", "off");

  /** What CSP calls a host source, of which it takes a scheme, a host and a port. */
  private static final Pattern FRAMING_ORIGIN =
      Pattern.compile("https?://(\\*\\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?");

  private final EnvironmentVariables environment;

  SettingsReader(EnvironmentVariables environment) {
    this.environment = environment;
  }

  Settings read() {
    checkLogLevel();
    int trustedProxies =
        environment.number("TRUSTED_PROXIES", environment.text("DYNO") == null ? 0 : 1, 0, 10);
    return new Settings(
        environment.text("HOST"),
        environment.number("PORT", 8080, 0, 65_535),
        environment.folder("CONTENT_DIR"),
        frontendFolder(),
        environment.folder("DATA_DIR"),
        site(),
        allowedOrigins(),
        new SiteNames(publicUrl(), allowedHosts()),
        trustedProxies,
        checked("OWNER_TOKEN", OwnerHandlers::checkToken),
        environment.seconds("HEARTBEAT_SECONDS", 5, 1, 50),
        models(),
        embeddings(),
        answerLimits(),
        visitorQuotas(trustedProxies));
  }

  private @Nullable Path frontendFolder() {
    Path folder = environment.folder("FRONTEND_DIR");
    if (folder != null && !Files.isRegularFile(folder.resolve("index.html"))) {
      throw InvalidSettingException.invalid(
          "FRONTEND_DIR", folder.toString(), "a folder with an index.html");
    }
    return folder;
  }

  private AnswerLimits answerLimits() {
    int enoughKilobytes = Math.max(128, maxTokens() / TOKENS_PER_KILOBYTE);
    Integer kilobytes = environment.limit("ANSWER_KB", enoughKilobytes, 1, 131_072);
    return new AnswerLimits(
        kilobytes == null ? Long.MAX_VALUE : kilobytes * 1024L,
        environment.secondsLimit("ANSWER_SECONDS", 300, 1, DAY_SECONDS),
        environment.seconds("RESUME_GRACE_SECONDS", 15, 0, 3_600),
        environment.number("UPSTREAM_STREAMS", 32, 1, 10_000),
        environment.number("QUEUE_LENGTH", 100, 0, 10_000),
        environment.number("CACHE_MB", 16, 0, 4_096) * 1024L * 1024,
        Duration.ofMinutes(environment.number("CACHE_TTL_MINUTES", 1_440, 0, YEAR_MINUTES)));
  }

  private RateLimitConfig visitorQuotas(int trustedProxies) {
    Integer connections = environment.limit("VISITOR_CONNECTIONS", 256, 1, 1_000_000);
    return new RateLimitConfig(
        environment.limit("VISITOR_QUESTIONS_PER_MINUTE", 10, 0, 1_000_000),
        environment.limit("VISITOR_QUESTIONS_PER_DAY", 100, 0, 1_000_000),
        environment.limit("VISITOR_STREAMS", 3, 0, 1_000_000),
        environment.limit("VISITOR_OPEN_STREAMS", 20, 0, 1_000_000),
        trustedProxies == 0 ? connections : null,
        visitorTokensPerDay());
  }

  /** Unset, it is a share of the budget, so that no one visitor uses up the day of all others. */
  private @Nullable Integer visitorTokensPerDay() {
    Integer dailyTokens = dailyTokens();
    return dailyTokens == null && environment.text("VISITOR_TOKENS_PER_DAY") == null
        ? null
        : environment.limit(
            "VISITOR_TOKENS_PER_DAY",
            dailyTokens == null ? 0 : dailyTokens / VISITOR_PART,
            0,
            Integer.MAX_VALUE);
  }

  private @Nullable Integer dailyTokens() {
    return environment.limit("DAILY_TOKEN_BUDGET", 1_000_000, 0, Integer.MAX_VALUE);
  }

  private Settings.Models models() {
    Integer dailyTokens = dailyTokens();
    Integer fallbackDailyTokens =
        environment.text("FALLBACK_DAILY_TOKEN_BUDGET") == null
            ? dailyTokens
            : environment.limit("FALLBACK_DAILY_TOKEN_BUDGET", 0, 0, Integer.MAX_VALUE);
    EndpointConfig upstream = upstream("");
    EndpointConfig fallback = upstream("FALLBACK_");
    if (fallback != null && upstream == null) {
      throw new InvalidSettingException(
          "FALLBACK_AI_API_URL is set, but AI_API_URL is not; allowed is a fallback to an upstream.");
    }
    return new Settings.Models(
        upstream,
        fallback,
        environment.seconds("UPSTREAM_PATIENCE_SECONDS", 30, 0, 3_600),
        asLong(dailyTokens),
        asLong(fallbackDailyTokens),
        environment.number("HISTORY_TOKENS", 3_000, 0, 1_000_000),
        environment.number("PASSAGE_TOKENS", 3_000, 100, 1_000_000),
        environment.number("SITE_IN_PROMPT_TOKENS", 0, 0, 1_000_000));
  }

  private Settings.@Nullable Embeddings embeddings() {
    String model = environment.text("EMBEDDING_MODEL");
    String url = environment.text("EMBEDDING_API_URL");
    EndpointConfig upstream = upstream("");
    Integer dailyTokens =
        environment.limit("EMBEDDING_DAILY_TOKEN_BUDGET", 1_000_000, 0, Integer.MAX_VALUE);
    String key = checked("EMBEDDING_API_KEY", EndpointConfig::checkKey);
    if (model == null) {
      if (url != null) {
        throw new InvalidSettingException(
            "EMBEDDING_MODEL is not set, but EMBEDDING_API_URL is; allowed is the name of an"
                + " embedding model that is there.");
      }
      return null;
    }
    URI endpoint;
    if (url != null) {
      endpoint = embeddingEndpoint(url);
    } else if (upstream != null) {
      endpoint = EmbeddingEndpoint.endpointBeside(upstream);
    } else {
      throw new InvalidSettingException(
          "EMBEDDING_MODEL is set, but neither EMBEDDING_API_URL nor AI_API_URL is; allowed is a"
              + " model whose address is known.");
    }
    return new Settings.Embeddings(
        key == null
                && upstream != null
                && EmbeddingEndpoint.areOfOneOrigin(endpoint, upstream.endpoint())
            ? new EmbeddingEndpoint(endpoint, upstream.key(), upstream.keyHeader(), model)
            : new EmbeddingEndpoint(endpoint, key, null, model),
        asLong(dailyTokens));
  }

  private static URI embeddingEndpoint(String url) {
    try {
      return EmbeddingEndpoint.endpoint(url);
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.refused("EMBEDDING_API_URL", e);
    }
  }

  /** The upstream whose variables begin so, or null where it has no address. */
  private @Nullable EndpointConfig upstream(String prefix) {
    String urlName = prefix + "AI_API_URL";
    String url = environment.text(urlName);
    if (url == null) {
      return null;
    }
    String model = environment.text(prefix + "AI_MODEL");
    if (model == null) {
      throw new InvalidSettingException(
          "%sAI_MODEL is not set, but %s is; allowed is the name of a model that is there."
              .formatted(prefix, urlName));
    }
    Api api = api(prefix + "AI_API", urlName, url);
    return new EndpointConfig(
        api,
        endpoint(urlName, api, url),
        checked(prefix + "AI_API_KEY", EndpointConfig::checkKey),
        checked(prefix + "AI_API_KEY_HEADER", EndpointConfig::checkKeyHeader),
        model,
        maxTokens(),
        CONNECT_LIMIT,
        environment.seconds("UPSTREAM_IDLE_SECONDS", 60, 1, 3_600),
        environment.flag(prefix + "AI_THINKS_FIRST"),
        prefix);
  }

  private int maxTokens() {
    return environment.number("AI_MAX_TOKENS", 1024, 1, 1_000_000);
  }

  private Api api(String name, String urlName, String url) {
    String given = environment.text(name);
    try {
      return EndpointConfig.api(given, url);
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.refused(given == null ? urlName : name, e);
    }
  }

  private static @Nullable Long asLong(@Nullable Integer number) {
    return number == null ? null : Long.valueOf(number);
  }

  private static URI endpoint(String name, Api api, String url) {
    try {
      return EndpointConfig.endpoint(api, url);
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.refused(name, e);
    }
  }

  /** A text that a check takes, which may hold a secret and so is in no message of ours. */
  private @Nullable String checked(String name, Consumer<String> check) {
    String given = environment.text(name);
    if (given == null) {
      return null;
    }
    try {
      check.accept(given);
      return given;
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.refused(name, e);
    }
  }

  private List<String> allowedOrigins() {
    List<String> origins = environment.words("ALLOWED_ORIGINS");
    for (String origin : origins) {
      if (!FRAMING_ORIGIN.matcher(origin).matches()) {
        throw InvalidSettingException.invalid(
            "ALLOWED_ORIGINS",
            origin,
            "a list of origins such as https://example.com or https://*.example.com");
      }
    }
    return origins;
  }

  private SiteInfo site() {
    URI url =
        url(
            "SITE_URL",
            "the http or https address of the site that the pages are from, such as"
                + " https://example.com");
    return new SiteInfo(url, environment.text("SITE_NAME"));
  }

  private @Nullable URI publicUrl() {
    return url(
        "PUBLIC_URL",
        "the http or https address that visitors call it by, such as https://chat.example.com");
  }

  private @Nullable URI url(String name, String allowed) {
    String given = environment.text(name);
    try {
      return given == null ? null : SiteNames.checkedUrl(given);
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.invalid(name, given, allowed);
    }
  }

  private List<String> allowedHosts() {
    List<String> hosts = environment.words("ALLOWED_HOSTS");
    for (String host : hosts) {
      if (!SiteNames.isHostName(host)) {
        throw InvalidSettingException.invalid(
            "ALLOWED_HOSTS",
            host,
            "a list of host names without scheme and port such as chat.example.com or"
                + " *.example.com");
      }
    }
    return hosts;
  }

  /** Logback reads the level itself, before anything here runs; here only a typing error shows. */
  private void checkLogLevel() {
    String level = environment.text("LOG_LEVEL");
    if (level != null && !LOG_LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
      throw InvalidSettingException.invalid(
          "LOG_LEVEL", level, "trace, debug, info, warn, error or off");
    }
  }
}

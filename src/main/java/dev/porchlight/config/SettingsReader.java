package dev.porchlight.config;

import dev.porchlight.answer.log.AnswerLimits;
import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.encoding.WebOrigin;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.ratelimit.RateLimitConfig;
import dev.porchlight.web.OwnerAccess;
import dev.porchlight.web.SiteNames;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Knows every variable's name, default and bounds. */
final class SettingsReader {

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

  private static final Pattern IMAGE_ORIGIN =
      Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?");

  private final EnvironmentVariables environment;
  private final ModelSettingsReader models;
  private final CostSettingsReader costs;
  private final MessageSettingsReader messages;

  SettingsReader(EnvironmentVariables environment) {
    this.environment = environment;
    this.models = new ModelSettingsReader(environment);
    this.costs = new CostSettingsReader(environment);
    this.messages = new MessageSettingsReader(environment);
  }

  Settings read() {
    checkLogLevel();
    int trustedProxies =
        environment.number("TRUSTED_PROXIES", environment.text("DYNO") == null ? 0 : 1, 0, 10);
    Settings.Models ofModels = models.read();
    Settings.Embeddings embeddings = models.embeddings();
    Settings.Costs ofCosts =
        costs.read(ofModels.upstream() != null, ofModels.fallback() != null, embeddings != null);
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
        environment.checked("OWNER_TOKEN", OwnerAccess::checkToken),
        environment.seconds("HEARTBEAT_SECONDS", 5, 1, 50),
        ofModels,
        embeddings,
        answerLimits(),
        visitorQuotas(trustedProxies),
        messages.read(),
        environment.number("UNANSWERED_MIN_VISITORS", 1, 1, 100),
        environment.number("UNANSWERED_KEEP_DAYS", 0, 0, 366),
        ofCosts,
        redis(),
        role(),
        warnings());
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>(models.warnings());
    warnings.addAll(messages.warnings());
    String token = environment.text("OWNER_TOKEN");
    if (token != null && token.length() < OwnerAccess.MIN_TOKEN_CHARS) {
      warnings.add(
          "OWNER_TOKEN has fewer than %d characters and opens /metrics alone; set a longer one."
              .formatted(OwnerAccess.MIN_TOKEN_CHARS));
    }
    if (environment.text("UNANSWERED_KEEP_DAYS") != null
        && environment.text("DATA_DIR") == null
        && environment.text("REDIS_URL") == null) {
      warnings.add(
          "UNANSWERED_KEEP_DAYS is set, but neither DATA_DIR nor REDIS_URL is: a restart forgets the"
              + " questions.");
    }
    if (environment.text("REDIS_URL") == null) {
      Stream.of("REDIS_TLS_VERIFY", "REDIS_TIMEOUT_MS")
          .filter(name -> environment.text(name) != null)
          .forEach(name -> warnings.add(name + " is set to no effect, since REDIS_URL is not."));
    } else if (!environment.flag("REDIS_TLS_VERIFY", true)) {
      warnings.add(
          "REDIS_TLS_VERIFY is false: whoever is on the way to Redis can pretend to be it, and read"
              + " what it is sent.");
    }
    return List.copyOf(warnings);
  }

  private @Nullable RedisConfig redis() {
    String url = environment.checked("REDIS_URL", RedisConfig::url);
    boolean verifies = environment.flag("REDIS_TLS_VERIFY", true);
    Duration timeout = Duration.ofMillis(environment.number("REDIS_TIMEOUT_MS", 50, 1, 10_000));
    return url == null ? null : new RedisConfig(RedisConfig.url(url), verifies, timeout);
  }

  private Role role() {
    String text = environment.text("ROLE");
    String given = text == null ? "both" : text;
    Role role =
        switch (given.toLowerCase(Locale.ROOT)) {
          case "web" -> Role.WEB;
          case "worker" -> Role.WORKER;
          case "both" -> Role.BOTH;
          default -> throw InvalidSettingException.invalid("ROLE", given, "web, worker or both");
        };
    if (role != Role.BOTH && environment.text("REDIS_URL") == null) {
      throw new InvalidSettingException(
          "ROLE is \"%s\", but REDIS_URL is not set: web machines hand questions to workers over Redis."
              .formatted(given));
    }
    return role;
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
    int enoughKilobytes = Math.max(256, models.maxTokens() / TOKENS_PER_KILOBYTE);
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
        visitorTokensPerDay(),
        environment.limit("VISITOR_MESSAGES_PER_DAY", 3, 0, 1_000_000));
  }

  /** Unset, it is a share of the budget, so that no one visitor uses up the day of all others. */
  private @Nullable Integer visitorTokensPerDay() {
    Integer budget = tokensPerDay();
    return budget == null && environment.text("VISITOR_TOKENS_PER_DAY") == null
        ? null
        : environment.limit(
            "VISITOR_TOKENS_PER_DAY",
            budget == null ? 0 : budget / VISITOR_PART,
            0,
            Integer.MAX_VALUE);
  }

  /** What the day's budget allows at least, or null where nothing limits it. */
  private @Nullable Integer tokensPerDay() {
    Integer tokens = models.dailyTokens();
    BigDecimal dollars = costs.dollars();
    BigDecimal bought = dollars == null ? null : costs.tokensFor(dollars);
    if (bought == null) {
      return tokens;
    }
    int most = tokens == null ? Integer.MAX_VALUE : tokens;
    return bought.min(BigDecimal.valueOf(most)).intValueExact();
  }

  private List<String> allowedOrigins() {
    List<String> origins = environment.words("ALLOWED_ORIGINS");
    for (String origin : origins) {
      if (!FRAMING_ORIGIN.matcher(origin).matches()) {
        Matcher beginning = FRAMING_ORIGIN.matcher(origin);
        throw InvalidSettingException.invalid(
            "ALLOWED_ORIGINS",
            origin,
            beginning.lookingAt() && origin.startsWith("/", beginning.end())
                ? "%s, without the slash and what follows it".formatted(beginning.group())
                : "a list of origins such as https://example.com or https://*.example.com");
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
    List<String> imageOrigins =
        Stream.concat(Stream.ofNullable(url).map(WebOrigin::of), imageOrigins().stream())
            .distinct()
            .toList();
    return new SiteInfo(url, environment.text("SITE_NAME"), imageOrigins);
  }

  private List<String> imageOrigins() {
    List<String> origins = environment.words("IMAGE_ORIGINS");
    for (String origin : origins) {
      if (!IMAGE_ORIGIN.matcher(origin).matches()) {
        throw InvalidSettingException.invalid(
            "IMAGE_ORIGINS",
            origin,
            "a list of origins without a path such as https://images.example.com");
      }
    }
    return origins.stream().map(origin -> WebOrigin.of(URI.create(origin))).toList();
  }

  private @Nullable URI publicUrl() {
    return url(
        "PUBLIC_URL",
        "the http or https address that visitors call it by, without a ? or a # and what follows, such"
            + " as https://chat.example.com or https://example.com/chat");
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

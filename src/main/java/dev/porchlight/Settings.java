package dev.porchlight;

import dev.porchlight.answer.AnswerLimits;
import dev.porchlight.model.Upstream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an owner can set, read once at the start. The README lists the variables.
 *
 * @param host the address to listen on, or null for all
 * @param port 0 for any free one
 * @param upstream the model's API, or null where the extract model answers
 * @param contentFolder the owner's Markdown, or null for the content that was packed
 * @param frontendFolder the page's files, or null for those that were packed
 * @param allowedOrigins the sites that may frame the page
 * @param heartbeat how long a stream is silent before it carries a comment
 */
public record Settings(
    @Nullable String host,
    int port,
    @Nullable Upstream upstream,
    @Nullable Path contentFolder,
    @Nullable Path frontendFolder,
    List<String> allowedOrigins,
    AnswerLimits answerLimits,
    Duration heartbeat) {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
  private static final int DAY_SECONDS = 86_400;
  private static final Set<String> LOG_LEVELS =
      Set.of("trace", "debug", "info", "warn", "error", "off");

  /** What CSP calls a host source, of which it takes a scheme, a host and a port. */
  private static final Pattern FRAMING_ORIGIN =
      Pattern.compile("https?://(\\*\\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?");

  public Settings {
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException where one is invalid
   */
  public static Settings from(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    checkLogLevel(environment);
    return new Settings(
        environment.text("HOST"),
        environment.number("PORT", 8080, 0, 65_535),
        upstream(environment),
        environment.folder("CONTENT_DIR"),
        environment.folder("FRONTEND_DIR"),
        allowedOrigins(environment),
        answerLimits(environment),
        environment.seconds("HEARTBEAT_SECONDS", 5, 1, 50));
  }

  private static AnswerLimits answerLimits(Environment environment) {
    Integer kilobytes = environment.limit("ANSWER_KB", 128, 1, 65_536);
    return new AnswerLimits(
        kilobytes == null ? Long.MAX_VALUE : kilobytes * 1024L,
        environment.secondsLimit("ANSWER_SECONDS", 300, 1, DAY_SECONDS),
        environment.seconds("RESUME_GRACE_SECONDS", 15, 0, 3_600));
  }

  private static @Nullable Upstream upstream(Environment environment) {
    String url = environment.text("AI_API_URL");
    String model = environment.text("AI_MODEL");
    if (url == null) {
      return null;
    }
    if (model == null) {
      throw new SettingException(
          "AI_MODEL is not set, but AI_API_URL is; allowed is the name of a model that is there.");
    }
    return new Upstream(
        endpoint(url),
        checked(environment, "AI_API_KEY", Upstream::checkKey),
        checked(environment, "AI_API_KEY_HEADER", Upstream::checkKeyHeader),
        model,
        environment.number("AI_MAX_TOKENS", 1024, 1, 1_000_000),
        CONNECT_LIMIT,
        environment.seconds("UPSTREAM_IDLE_SECONDS", 60, 1, 3_600));
  }

  private static URI endpoint(String url) {
    try {
      return Upstream.endpoint(url);
    } catch (IllegalArgumentException e) {
      throw SettingException.refused("AI_API_URL", e);
    }
  }

  /** A text that a check takes, which may hold a secret and so is in no message of ours. */
  private static @Nullable String checked(
      Environment environment, String name, Consumer<String> check) {
    String given = environment.text(name);
    if (given == null) {
      return null;
    }
    try {
      check.accept(given);
      return given;
    } catch (IllegalArgumentException e) {
      throw SettingException.refused(name, e);
    }
  }

  private static List<String> allowedOrigins(Environment environment) {
    List<String> origins = environment.words("ALLOWED_ORIGINS");
    for (String origin : origins) {
      if (!FRAMING_ORIGIN.matcher(origin).matches()) {
        throw SettingException.invalid(
            "ALLOWED_ORIGINS",
            origin,
            "a list of origins such as https://example.com or https://*.example.com");
      }
    }
    return origins;
  }

  /** Logback reads the level itself, before anything here runs; here only a typing error shows. */
  private static void checkLogLevel(Environment environment) {
    String level = environment.text("LOG_LEVEL");
    if (level != null && !LOG_LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
      throw SettingException.invalid("LOG_LEVEL", level, "trace, debug, info, warn, error or off");
    }
  }
}

package dev.porchlight.config;

import dev.porchlight.encoding.WebOrigin;
import dev.porchlight.llm.openai.Api;
import dev.porchlight.llm.openai.EmbeddingEndpoint;
import dev.porchlight.llm.openai.EndpointConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Knows the variables of the models: their names, defaults and bounds. */
final class ModelSettingsReader {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  private final EnvironmentVariables environment;

  ModelSettingsReader(EnvironmentVariables environment) {
    this.environment = environment;
  }

  Settings.Models read() {
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
        environment.number("SITE_IN_PROMPT_TOKENS", 0, 0, 1_000_000),
        environment.flag("UPSTREAM_CHECK", true));
  }

  Settings.@Nullable Embeddings embeddings() {
    String model = environment.text("EMBEDDING_MODEL");
    String url = environment.text("EMBEDDING_API_URL");
    EndpointConfig upstream = upstream("");
    Integer dailyTokens =
        environment.limit("EMBEDDING_DAILY_TOKEN_BUDGET", 1_000_000, 0, Integer.MAX_VALUE);
    String key = environment.checked("EMBEDDING_API_KEY", EndpointConfig::checkKey);
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
        key == null && upstream != null && WebOrigin.isSame(endpoint, upstream.endpoint())
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
        environment.checked(prefix + "AI_API_KEY", EndpointConfig::checkKey),
        environment.checked(prefix + "AI_API_KEY_HEADER", EndpointConfig::checkKeyHeader),
        model,
        maxTokens(),
        CONNECT_LIMIT,
        environment.seconds("UPSTREAM_IDLE_SECONDS", 60, 1, 3_600),
        environment.flag(prefix + "AI_THINKS_FIRST", false),
        prefix);
  }

  int maxTokens() {
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

  /** Where a sum is the limit, tokens are none unless they are set too. */
  @Nullable Integer dailyTokens() {
    String name = "DAILY_TOKEN_BUDGET";
    return environment.text("DAILY_BUDGET_USD") != null && environment.text(name) == null
        ? null
        : environment.limit(name, 1_000_000, 0, Integer.MAX_VALUE);
  }

  /** What is set to no effect, in sentences for the owner. */
  List<String> warnings() {
    return Stream.of("AI_API_KEY", "AI_MODEL")
        .filter(name -> environment.text(name) != null && environment.text("AI_API_URL") == null)
        .map(name -> "%s is set, but AI_API_URL is not: no model is asked.".formatted(name))
        .toList();
  }
}

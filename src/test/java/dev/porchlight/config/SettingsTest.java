package dev.porchlight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.porchlight.cluster.redis.RedisConfig;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.openai.EndpointConfig;
import dev.porchlight.ratelimit.RateLimitConfig;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the owner may set, what counts where nothing is set, and what is refused. */
final class SettingsTest {

  private static final String KEY = "sk-very-secret";
  private static final String URL = "https://api.example.com/v1";

  @Test
  void nothingHasToBeSet() {
    Settings settings = Settings.from(Map.of());
    assertThat(settings.host()).isNull();
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.models().upstream()).isNull();
    assertThat(settings.contentFolder()).isNull();
    assertThat(settings.frontendFolder()).isNull();
    assertThat(settings.allowedOrigins()).isEmpty();
    assertThat(settings.answerLimits().maxBytes()).isEqualTo(256 * 1024);
    assertThat(settings.answerLimits().maxDuration()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.answerLimits().resumeGrace()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.ownerToken()).isNull();
    assertThat(settings.dataFolder()).isNull();
  }

  @Test
  void theOwnersWalletIsSafeByDefault() {
    Settings settings = Settings.from(Map.of());
    assertThat(settings.rateLimits())
        .isEqualTo(new RateLimitConfig(10, 100, 3, 20, 256, 200_000, 3));
    assertThat(settings.models().dailyTokens()).isEqualTo(1_000_000);
    assertThat(settings.models().fallbackDailyTokens()).isEqualTo(1_000_000);
    assertThat(settings.models().fallback()).isNull();
    assertThat(settings.models().patience()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.answerLimits().callsAtOnce()).isEqualTo(32);
    assertThat(settings.answerLimits().queueLength()).isEqualTo(100);
    assertThat(settings.answerLimits().maxCacheBytes()).isEqualTo(16 << 20);
    assertThat(settings.answerLimits().cacheFor()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void imagesAreShownFromTheSiteAndFromWhatIsNamed() {
    assertThat(Settings.from(Map.of()).site().imageOrigins()).isEmpty();
    assertThat(
            Settings.from(
                    Map.of(
                        "SITE_URL", "https://Ana.example:443/blog",
                        "IMAGE_ORIGINS", "https://img.example, http://localhost:9000"))
                .site()
                .imageOrigins())
        .containsExactly("https://ana.example", "https://img.example", "http://localhost:9000");
    assertRefused(
        Map.of("IMAGE_ORIGINS", "https://img.example/a"),
        "IMAGE_ORIGINS is \"https://img.example/a\"");
  }

  @Test
  void oneProxyIsTrustedWhereTheHostIsHeroku() {
    assertThat(Settings.from(Map.of()).trustedProxies()).isZero();
    assertThat(Settings.from(Map.of("DYNO", "web.1")).trustedProxies()).isOne();
    assertThat(Settings.from(Map.of("DYNO", "web.1", "TRUSTED_PROXIES", "2")).trustedProxies())
        .isEqualTo(2);
  }

  @Test
  void aFallbackHasItsOwnAddressModelKeyAndBudget() {
    Settings.Models models =
        Settings.from(
                withModel(
                    Map.of(
                        "FALLBACK_AI_API_URL", "http://localhost:11434/v1",
                        "FALLBACK_AI_MODEL", "llama",
                        "FALLBACK_AI_API_KEY", KEY,
                        "FALLBACK_DAILY_TOKEN_BUDGET", "none")))
            .models();
    EndpointConfig fallback = Objects.requireNonNull(models.fallback());
    assertThat(fallback.endpoint()).hasToString("http://localhost:11434/v1/chat/completions");
    assertThat(fallback.model()).isEqualTo("llama");
    assertThat(fallback.key()).isEqualTo(KEY);
    assertThat(models.dailyTokens()).isEqualTo(1_000_000);
    assertThat(models.fallbackDailyTokens()).isNull();
  }

  @Test
  void aMachineTakesQuestionsAndCallsModelsUnlessItsRoleIsOneOfThem() {
    assertThat(Settings.from(Map.of()).role()).isEqualTo(Role.BOTH);
    assertThat(Settings.from(Map.of("ROLE", "both")).role()).isEqualTo(Role.BOTH);
    assertThat(Settings.from(Map.of("ROLE", "web", "REDIS_URL", "redis://a")).role())
        .isEqualTo(Role.WEB);
    assertThat(Settings.from(Map.of("ROLE", "Worker", "REDIS_URL", "redis://a")).role())
        .isEqualTo(Role.WORKER);
  }

  @Test
  void redisIsNoneUnlessItsAddressIsSet() {
    assertThat(Settings.from(Map.of()).redis()).isNull();
    RedisConfig redis =
        Objects.requireNonNull(
            Settings.from(
                    Map.of("REDIS_URL", "rediss://:se%40cret@[::1]", "REDIS_TLS_VERIFY", "false"))
                .redis());
    assertThat(redis.verifiesCertificate()).isFalse();
    assertThat(redis).hasToString("::1:6379");
    assertThat(Settings.from(Map.of("REDIS_URL", "redis://a:1/2")).warnings()).isEmpty();
    assertThat(
            Settings.from(Map.of("REDIS_TLS_VERIFY", "false", "REDIS_TIMEOUT_MS", "9")).warnings())
        .containsExactly(
            "REDIS_TLS_VERIFY is set to no effect, since REDIS_URL is not.",
            "REDIS_TIMEOUT_MS is set to no effect, since REDIS_URL is not.");
    assertThat(Settings.from(Map.of("REDIS_URL", "rediss://a", "REDIS_TLS_VERIFY", "false")))
        .satisfies(
            settings ->
                assertThat(settings.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("REDIS_TLS_VERIFY is false"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:se-cret@host",
        "redis://u:se-cret@",
        "redis://u:se-cret@host/zero",
        "redis://u:se-cret@host:0",
        "redis://u:se-cret@host:70000",
        "redis://u:se-cret@host?timeout=1",
        "redis://u:se-cret @host"
      })
  void anAddressOfRedisThatIsNoneIsRefusedWithoutItsPassword(String url) {
    assertThat(catchThrowable(() -> Settings.from(Map.of("REDIS_URL", url))))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("REDIS_URL: ")
        .hasMessageContaining("redis://user:password@host:6379/0")
        .hasMessageNotContaining("se-cret");
  }

  @Test
  void aFallbackNeedsAModelAndSomethingToFallBackFrom() {
    assertRefused(withModel(Map.of("FALLBACK_AI_API_URL", URL)), "FALLBACK_AI_MODEL is not set");
    assertRefused(
        Map.of("FALLBACK_AI_API_URL", URL, "FALLBACK_AI_MODEL", "m"),
        "FALLBACK_AI_API_URL is set, but AI_API_URL is not");
  }

  @Test
  void anEmbeddingModelTakesTheModelsAddressAndItsKeyWithinOneOriginOnly() {
    Settings.Embeddings beside =
        Objects.requireNonNull(
            Settings.from(withModel(Map.of("EMBEDDING_MODEL", "e", "AI_API_KEY", KEY)))
                .embeddings());
    assertThat(beside.endpoint().endpoint()).hasToString(URL + "/embeddings");
    assertThat(beside.endpoint().key()).isEqualTo(KEY);
    assertThat(beside.endpoint().toString()).doesNotContain(KEY);

    Settings.Embeddings elsewhere =
        Objects.requireNonNull(
            Settings.from(
                    withModel(
                        Map.of(
                            "EMBEDDING_MODEL", "e",
                            "EMBEDDING_API_URL", "http://localhost:11434/v1",
                            "AI_API_KEY", KEY)))
                .embeddings());
    assertThat(elsewhere.endpoint().key()).isNull();
    assertThat(elsewhere.endpoint().endpoint()).hasToString("http://localhost:11434/v1/embeddings");
  }

  @Test
  void anEmbeddingModelNeedsAnAddressAndAName() {
    assertRefused(
        Map.of("EMBEDDING_MODEL", "e"),
        "EMBEDDING_MODEL is set, but neither EMBEDDING_API_URL nor AI_API_URL is");
    assertRefused(Map.of("EMBEDDING_API_URL", URL), "EMBEDDING_MODEL is not set");
    assertRefused(
        Map.of("EMBEDDING_MODEL", "e", "EMBEDDING_API_URL", "ftp://x"), "EMBEDDING_API_URL");
  }

  @Test
  void aModelNeedsAnAddressAndAName() {
    EndpointConfig upstream = upstream(Map.of());
    assertThat(upstream.endpoint()).hasToString(URL + "/chat/completions");
    assertThat(upstream.model()).isEqualTo("m");
    assertThat(upstream.key()).isNull();
    assertThat(upstream.keyHeader()).isNull();
    assertThat(upstream.maxTokens()).isEqualTo(1024);
    assertThat(upstream.connectDeadline()).isEqualTo(Duration.ofSeconds(3));
    assertThat(upstream.idleDeadline()).isEqualTo(Duration.ofMinutes(1));
    assertThat(Settings.from(Map.of("AI_MODEL", "m", "AI_API_KEY", KEY)).models().upstream())
        .isNull();
  }

  @Test
  void everythingOfAModelCanBeSet() {
    EndpointConfig upstream =
        upstream(
            Map.of(
                "AI_API_KEY", KEY,
                "AI_API_KEY_HEADER", "api-key",
                "AI_MAX_TOKENS", "7",
                "UPSTREAM_IDLE_SECONDS", "9"));
    assertThat(upstream.key()).isEqualTo(KEY);
    assertThat(upstream.keyHeader()).isEqualTo("api-key");
    assertThat(upstream.maxTokens()).isEqualTo(7);
    assertThat(upstream.idleDeadline()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void whatIsBlankCountsAsUnset() {
    Map<String, String> blank = new HashMap<>();
    for (String name :
        new String[] {
          "HOST",
          "PORT",
          "AI_API_URL",
          "AI_MODEL",
          "AI_API_KEY",
          "AI_API_KEY_HEADER",
          "AI_MAX_TOKENS",
          "UPSTREAM_IDLE_SECONDS",
          "CONTENT_DIR",
          "FRONTEND_DIR",
          "ALLOWED_ORIGINS",
          "PUBLIC_URL",
          "SITE_URL",
          "SITE_NAME",
          "ALLOWED_HOSTS",
          "ANSWER_KB",
          "ANSWER_SECONDS",
          "RESUME_GRACE_SECONDS",
          "HEARTBEAT_SECONDS",
          "LOG_LEVEL",
          "TRUSTED_PROXIES",
          "VISITOR_QUESTIONS_PER_MINUTE",
          "VISITOR_QUESTIONS_PER_DAY",
          "VISITOR_STREAMS",
          "VISITOR_OPEN_STREAMS",
          "VISITOR_CONNECTIONS",
          "VISITOR_TOKENS_PER_DAY",
          "HISTORY_TOKENS",
          "PASSAGE_TOKENS",
          "SITE_IN_PROMPT_TOKENS",
          "EMBEDDING_MODEL",
          "EMBEDDING_API_URL",
          "EMBEDDING_API_KEY",
          "EMBEDDING_DAILY_TOKEN_BUDGET",
          "UPSTREAM_STREAMS",
          "QUEUE_LENGTH",
          "UPSTREAM_PATIENCE_SECONDS",
          "CACHE_TTL_MINUTES",
          "CACHE_MB",
          "DAILY_TOKEN_BUDGET",
          "FALLBACK_AI_API_URL",
          "FALLBACK_DAILY_TOKEN_BUDGET",
          "OWNER_TOKEN",
          "DATA_DIR"
        }) {
      blank.put(name, " \t");
    }
    assertThat(Settings.from(blank)).isEqualTo(Settings.from(Map.of()));
    assertThat(upstream(Map.of("AI_API_KEY", " ", "AI_API_KEY_HEADER", "")).key()).isNull();
  }

  @Test
  void aBudgetInDollarsNeedsThePricesOfEachModelThatIsAsked() {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "DAILY_BUDGET_USD", "0.5",
                "AI_API_URL", "http://localhost:1/v1",
                "AI_MODEL", "m",
                "FALLBACK_AI_API_URL", "http://localhost:2/v1",
                "FALLBACK_AI_MODEL", "f",
                "EMBEDDING_MODEL", "e"));
    assertRefused(
        variables, "DAILY_BUDGET_USD is set, but PRICE_PER_MILLION_INPUT and _OUTPUT are not");
    variables.put("PRICE_PER_MILLION_INPUT", "0.1");
    variables.put("PRICE_PER_MILLION_OUTPUT", "2.5");
    assertRefused(
        variables,
        "DAILY_BUDGET_USD is set, but FALLBACK_PRICE_PER_MILLION_INPUT and _OUTPUT are not");
    variables.put("FALLBACK_PRICE_PER_MILLION_INPUT", "0");
    variables.put("FALLBACK_PRICE_PER_MILLION_OUTPUT", "0");
    assertRefused(variables, "DAILY_BUDGET_USD is set, but EMBEDDING_PRICE_PER_MILLION is not");
    variables.put("EMBEDDING_PRICE_PER_MILLION", "0.02");
    Settings settings = Settings.from(variables);
    assertThat(settings.costs().dailyNanoDollars()).isEqualTo(500_000_000);
    assertThat(settings.costs().fallbackPrices()).isEqualTo(Prices.FREE);
    assertThat(settings.models().dailyTokens()).isNull();
    assertThat(settings.rateLimits().tokensPerDay()).isEqualTo(40_000);
    assertThat(Settings.from(Map.of("DAILY_BUDGET_USD", "1")).costs().dailyNanoDollars())
        .isEqualTo(Prices.NANO);
    assertRefused(
        Map.of("DAILY_BUDGET_USD", "100001"),
        "DAILY_BUDGET_USD is \"100001\"; allowed is at most 100000 dollars");
    assertRefused(
        Map.of("DAILY_BUDGET_USD", "$5"),
        "DAILY_BUDGET_USD is \"$5\"; allowed is a sum in US dollars, such as 0.50");
  }

  @Test
  void behindAProxyConnectionsAreNotCountedByAddress() {
    Map<String, String> behindOne = Map.of("VISITOR_CONNECTIONS", "5", "TRUSTED_PROXIES", "1");
    assertThat(Settings.from(behindOne).rateLimits().connections()).isNull();
    assertThat(Settings.from(Map.of("VISITOR_CONNECTIONS", "5")).rateLimits().connections())
        .isEqualTo(5);
  }

  @Test
  void oneVisitorMayUseAFifthOfTheDaysTokensUnlessItIsSet() {
    assertThat(tokensPerDay(Map.of("DAILY_TOKEN_BUDGET", "5000"))).isEqualTo(1_000);
    assertThat(tokensPerDay(Map.of("DAILY_TOKEN_BUDGET", "none"))).isNull();
    assertThat(tokensPerDay(Map.of("VISITOR_TOKENS_PER_DAY", "none"))).isNull();
    Map<String, String> both =
        Map.of("DAILY_TOKEN_BUDGET", "none", "VISITOR_TOKENS_PER_DAY", "7000");
    assertThat(tokensPerDay(both)).isEqualTo(7_000);
  }

  private static @Nullable Integer tokensPerDay(Map<String, String> variables) {
    return Settings.from(variables).rateLimits().tokensPerDay();
  }

  @Test
  void spacesAroundAValueAreNoPartOfIt() {
    Settings settings = Settings.from(Map.of("PORT", " 99 ", "HOST", " ::1 "));
    assertThat(settings.port()).isEqualTo(99);
    assertThat(settings.host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 0, 65535",
    "AI_MAX_TOKENS, 1, 1000000",
    "UPSTREAM_IDLE_SECONDS, 1, 3600",
    "ANSWER_KB, 1, 131072",
    "ANSWER_SECONDS, 1, 86400",
    "RESUME_GRACE_SECONDS, 0, 3600",
    "HEARTBEAT_SECONDS, 1, 50",
    "TRUSTED_PROXIES, 0, 10",
    "VISITOR_QUESTIONS_PER_MINUTE, 0, 1000000",
    "VISITOR_QUESTIONS_PER_DAY, 0, 1000000",
    "VISITOR_STREAMS, 0, 1000000",
    "VISITOR_OPEN_STREAMS, 0, 1000000",
    "VISITOR_CONNECTIONS, 1, 1000000",
    "HISTORY_TOKENS, 0, 1000000",
    "PASSAGE_TOKENS, 100, 1000000",
    "SITE_IN_PROMPT_TOKENS, 0, 1000000",
    "EMBEDDING_DAILY_TOKEN_BUDGET, 0, 2147483647",
    "VISITOR_TOKENS_PER_DAY, 0, 2147483647",
    "UPSTREAM_STREAMS, 1, 10000",
    "QUEUE_LENGTH, 0, 10000",
    "UNANSWERED_MIN_VISITORS, 1, 100",
    "UNANSWERED_KEEP_DAYS, 0, 366",
    "UPSTREAM_PATIENCE_SECONDS, 0, 3600",
    "REDIS_TIMEOUT_MS, 1, 10000",
    "CACHE_TTL_MINUTES, 0, 525600",
    "CACHE_MB, 0, 4096",
  })
  void aNumberIsTakenWithinItsBoundsOnly(String name, int least, int most) {
    Settings.from(withModel(Map.of(name, "" + least)));
    Settings.from(withModel(Map.of(name, "" + most)));
    for (String given : new String[] {"" + (least - 1), "" + (most + 1), "1.5", "many", "1e3"}) {
      assertThatThrownBy(() -> Settings.from(withModel(Map.of(name, given))))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageStartingWith("%s is \"%s\"; allowed is a whole number", name, given)
          .hasMessageContaining("from %d to %d", least, most);
    }
  }

  @Test
  void noneSwitchesALimitOff() {
    Settings settings = Settings.from(Map.of("ANSWER_KB", "none", "ANSWER_SECONDS", "None"));
    assertThat(settings.answerLimits().maxBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(settings.answerLimits().maxDuration()).isNull();
    Map<String, String> open =
        Map.of(
            "VISITOR_QUESTIONS_PER_MINUTE", "none",
            "VISITOR_QUESTIONS_PER_DAY", "none",
            "VISITOR_STREAMS", "none",
            "VISITOR_OPEN_STREAMS", "none",
            "VISITOR_CONNECTIONS", "none",
            "VISITOR_MESSAGES_PER_DAY", "none",
            "DAILY_TOKEN_BUDGET", "none");
    assertThat(Settings.from(open).rateLimits())
        .isEqualTo(new RateLimitConfig(null, null, null, null, null, null, null));
    assertThat(Settings.from(open).models().dailyTokens()).isNull();
    assertThat(Settings.from(open).models().fallbackDailyTokens()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PORT",
        "AI_MAX_TOKENS",
        "UPSTREAM_IDLE_SECONDS",
        "RESUME_GRACE_SECONDS",
        "HEARTBEAT_SECONDS"
      })
  void whatIsNoLimitCannotBeSwitchedOff(String name) {
    assertRefused(withModel(Map.of(name, "none")), name + " is \"none\"; allowed is a whole");
  }

  @Test
  void zeroSecondsOfGraceAreZero() {
    assertThat(Settings.from(Map.of("RESUME_GRACE_SECONDS", "0")).answerLimits().resumeGrace())
        .isZero();
  }

  @Test
  void anAddressWithoutAModelIsRefused() {
    assertRefused(Map.of("AI_API_URL", URL), "AI_MODEL is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api.example.com/v1", "ftp://example.com", "https://", "http://a b/"})
  void anAddressThatIsNoneIsRefused(String url) {
    assertRefused(
        Map.of("AI_API_URL", url, "AI_MODEL", "m"),
        "AI_API_URL: \""
            + url
            + "\" was given; allowed is a base such as https://api.openai.com/v1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:sk-very-secret@example.com/v1",
        "https://example.com/v1?key=sk-very-secret#there",
        "https://sk-very-secret@/v1",
        "me:sk-very-secret@example.com/v1",
        "sk-very-secret",
      })
  void anAddressThatIsRefusedIsShownWithoutItsSecrets(String url) {
    assertRefused(Map.of("AI_API_URL", url, "AI_MODEL", "m"), "AI_API_URL: \"");
    assertRefused(
        withModel(Map.of("FALLBACK_AI_API_URL", url, "FALLBACK_AI_MODEL", "m")),
        "FALLBACK_AI_API_URL: \"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"very-secret \u2026", "very-secret-t\u00f6ken", "my very-secret"})
  void anOwnersTokenThatCannotBeShownIsRefusedWithoutNamingIt(String token) {
    assertRefused(
        Map.of("OWNER_TOKEN", token), "OWNER_TOKEN: the token is not printable ASCII without");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-very-secret \u2026", "sk-very-secret\nX: y", "sk very-secret"})
  void aKeyThatNoHeaderTakesIsRefusedWithoutBeingShown(String key) {
    assertRefused(
        withModel(Map.of("AI_API_KEY", key)), "AI_API_KEY: the key is not printable ASCII");
  }

  @Test
  void aHeaderThatIsNoneIsRefusedWithoutBeingShownForItMayHoldTheKey() {
    assertRefused(
        withModel(Map.of("AI_API_KEY_HEADER", "Authorization: Bearer sk-very-secret")),
        "AI_API_KEY_HEADER: what was given is not shown, since it may hold the key;"
            + " allowed is the name of a header, such as api-key");
  }

  @Test
  void theKeyIsInNoText() {
    Settings settings = Settings.from(withModel(Map.of("AI_API_KEY", KEY)));
    assertThat(settings.toString()).contains("api.example.com").doesNotContain(KEY);
  }

  @Test
  void aKeyInTheQueryIsInNoTextEither() {
    Map<String, String> variables = withModel(Map.of("AI_API_URL", URL + "?key=" + KEY));
    assertThat(Settings.from(variables).toString()).doesNotContain(KEY);
  }

  @Test
  void foldersMustExist(@TempDir Path folder) throws Exception {
    Files.createFile(folder.resolve("index.html"));
    Map<String, String> both = Map.of("CONTENT_DIR", "" + folder, "FRONTEND_DIR", "" + folder);
    assertThat(Settings.from(both).contentFolder()).isEqualTo(folder);
    assertThat(Settings.from(both).frontendFolder()).isEqualTo(folder);
    String file = Files.createFile(folder.resolve("file")).toString();
    String missing = folder.resolve("missing").toString();
    for (String name : new String[] {"CONTENT_DIR", "FRONTEND_DIR"}) {
      assertRefused(Map.of(name, file), name + " is \"" + file + "\"; allowed is a folder");
      assertRefused(Map.of(name, missing), name + " is \"" + missing + "\"; allowed is a folder");
      assertRefused(Map.of(name, "a\0b"), name + " is \"a\0b\"; allowed is the path of a folder");
    }
  }

  @Test
  void aFolderWithoutAPageIsNoPage(@TempDir Path folder) {
    assertRefused(
        Map.of("FRONTEND_DIR", "" + folder),
        "FRONTEND_DIR is \"" + folder + "\"; allowed is a folder with an index.html.");
  }

  @Test
  void sitesThatMayFrameThePageAreAList() {
    Map<String, String> variables =
        Map.of("ALLOWED_ORIGINS", "https://a.example, http://localhost:3000 https://*.b.example");
    assertThat(Settings.from(variables).allowedOrigins())
        .containsExactly("https://a.example", "http://localhost:3000", "https://*.b.example");
  }

  @Test
  void pricesAreReadTogether() {
    assertRefused(
        Map.of("PRICE_PER_MILLION_INPUT", "0.15"),
        "PRICE_PER_MILLION_INPUT and PRICE_PER_MILLION_OUTPUT are not both set; allowed are both");
    assertThat(
            Settings.from(
                    Map.of("PRICE_PER_MILLION_INPUT", "0.15", "PRICE_PER_MILLION_OUTPUT", "0.6"))
                .costs()
                .prices())
        .isEqualTo(
            new Prices(new BigDecimal("0.15"), new BigDecimal("0.15"), new BigDecimal("0.6")));
    for (String price : List.of("cheap", "-1", "1,5", "1e3", "12345678")) {
      assertRefused(
          Map.of("PRICE_PER_MILLION_CACHED", price),
          "PRICE_PER_MILLION_CACHED is \"" + price + "\"; allowed is a price in US dollars");
    }
  }

  @Test
  void ofAnAddressTheOriginIsNamed() {
    assertRefused(
        Map.of("ALLOWED_ORIGINS", "https://a.example/blog"),
        "ALLOWED_ORIGINS is \"https://a.example/blog\"; allowed is https://a.example, without the"
            + " slash and what follows it");
  }

  @Test
  void aKeyWithoutAnAddressIsAWarning() {
    assertThat(Settings.from(Map.of("AI_API_KEY", "k")).warnings())
        .containsExactly("AI_API_KEY is set, but AI_API_URL is not: no model is asked.");
    assertThat(Settings.from(Map.of()).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example", "'none'", "https:", "https://a;b", "*"})
  void whatIsNoOriginIsRefused(String origin) {
    assertRefused(
        Map.of("ALLOWED_ORIGINS", "https://fine.example " + origin),
        "ALLOWED_ORIGINS is \"" + origin + "\"; allowed is a list of origins");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.example.com",
        "ftp://chat.example.com",
        "https:",
        "https://",
        "https://user@chat.example.com",
        "https://chat.example.com/?a=b",
        "https://chat.example.com/#a",
        "https://a b"
      })
  void whatIsNoAddressOfASiteIsRefused(String url) {
    assertRefused(
        Map.of("PUBLIC_URL", url),
        "PUBLIC_URL is \"" + url + "\"; allowed is the http or https address");
    assertRefused(
        Map.of("SITE_URL", url),
        "SITE_URL is \"" + url + "\"; allowed is the http or https address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example", "a.example:80", "*", "*.", "a..b", "a.*.b", "ä.b"})
  void whatIsNoHostNameIsRefused(String host) {
    assertRefused(
        Map.of("ALLOWED_HOSTS", "fine.example " + host),
        "ALLOWED_HOSTS is \"" + host + "\"; allowed is a list of host names");
  }

  @Test
  void aLogLevelIsOneOfSix() {
    for (String level : new String[] {"trace", "DEBUG", "Info", "warn", "error", "off"}) {
      Settings.from(Map.of("LOG_LEVEL", level));
    }
    assertRefused(
        Map.of("LOG_LEVEL", "loud"),
        "LOG_LEVEL is \"loud\"; allowed is trace, debug, info, warn, error or off.");
  }

  private static EndpointConfig upstream(Map<String, String> more) {
    return Objects.requireNonNull(Settings.from(withModel(more)).models().upstream());
  }

  private static Map<String, String> withModel(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(Map.of("AI_API_URL", URL, "AI_MODEL", "m"));
    all.putAll(more);
    return all;
  }

  private static void assertRefused(Map<String, String> variables, String start) {
    Throwable refusal = catchThrowable(() -> Settings.from(variables));
    assertThat(refusal)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(start)
        .hasMessageEndingWith(".");
    assertThat(refusal.getMessage()).doesNotContain("very-secret");
  }
}

package dev.porchlight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an owner reads who set something wrong: the one line with which the start stops, or a
 * warning beside it. What the model's server, the pages and the host do wrong is in the tests of
 * those.
 */
final class MisconfigurationTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PORT=80a | PORT is \"80a\"; allowed is a whole number from 0 to 65535.",
        "PORT=70000 | PORT is \"70000\"; allowed is a whole number from 0 to 65535.",
        "CONTENT_DIR=no/such | CONTENT_DIR is \"no/such\"; allowed is a folder that exists.",
        "DATA_DIR=no/such | DATA_DIR is \"no/such\"; allowed is a folder that exists.",
        "FRONTEND_DIR=src | FRONTEND_DIR is \"src\"; allowed is a folder with an index.html.",
        "SITE_URL=example.com | SITE_URL is \"example.com\"; allowed is the http or https address of"
            + " the site that the pages are from, such as https://example.com.",
        "PUBLIC_URL=https://a.example/?b | PUBLIC_URL is \"https://a.example/?b\"; allowed is the"
            + " http or https address that visitors call it by, without a ? or a # and what follows,"
            + " such as https://chat.example.com or https://example.com/chat.",
        "ALLOWED_ORIGINS=https://a.example/ | ALLOWED_ORIGINS is \"https://a.example/\"; allowed is"
            + " https://a.example, without the slash and what follows it.",
        "ALLOWED_ORIGINS=a.example | ALLOWED_ORIGINS is \"a.example\"; allowed is a list of origins"
            + " such as https://example.com or https://*.example.com.",
        "ALLOWED_HOSTS=https://a.example | ALLOWED_HOSTS is \"https://a.example\"; allowed is a list"
            + " of host names without scheme and port such as chat.example.com or *.example.com.",
        "TRUSTED_PROXIES=yes | TRUSTED_PROXIES is \"yes\"; allowed is a whole number from 0 to 10.",
        "OWNER_TOKEN=two words | OWNER_TOKEN: the token is not printable ASCII without spaces, and"
            + " so can't be sent in a header.",
        "LOG_LEVEL=loud | LOG_LEVEL is \"loud\"; allowed is trace, debug, info, warn, error or off.",
        "HEARTBEAT_SECONDS=0 | HEARTBEAT_SECONDS is \"0\"; allowed is a whole number from 1 to 50.",
        "AI_API_URL=https://a.example/v1 | AI_MODEL is not set, but AI_API_URL is; allowed is the"
            + " name of a model that is there.",
        "AI_API_URL=https://a.example/v1 AI_MODEL=m AI_API=soap | AI_API: \"soap\" was given; allowed"
            + " is chat or responses.",
        "AI_API_URL=https://a.example/v1 AI_MODEL=m AI_API_KEY=schlüssel | AI_API_KEY: the key is not"
            + " printable ASCII without spaces, and so can't be sent in a header.",
        "AI_API_URL=https://a.example/v1 AI_MODEL=m AI_API_KEY_HEADER=a:b | AI_API_KEY_HEADER: what"
            + " was given is not shown, since it may hold the key; allowed is the name of a header,"
            + " such as api-key.",
        "FALLBACK_AI_API_URL=https://a.example/v1 FALLBACK_AI_MODEL=m | FALLBACK_AI_API_URL is set,"
            + " but AI_API_URL is not; allowed is a fallback to an upstream.",
        "AI_MAX_TOKENS=none | AI_MAX_TOKENS is \"none\"; allowed is a whole number from 1 to 1000000.",
        "EMBEDDING_API_URL=https://e.example/v1 | EMBEDDING_MODEL is not set, but EMBEDDING_API_URL"
            + " is; allowed is the name of an embedding model that is there.",
        "EMBEDDING_MODEL=e | EMBEDDING_MODEL is set, but neither EMBEDDING_API_URL nor AI_API_URL is;"
            + " allowed is a model whose address is known.",
        "DAILY_TOKEN_BUDGET=1e6 | DAILY_TOKEN_BUDGET is \"1e6\"; allowed is a whole number from 0 to"
            + " 2147483647, or none.",
        "DAILY_BUDGET_USD=$5 | DAILY_BUDGET_USD is \"$5\"; allowed is a sum in US dollars, such as"
            + " 0.50.",
        "DAILY_BUDGET_USD=5 AI_API_URL=https://a.example/v1 AI_MODEL=m | DAILY_BUDGET_USD is set, but"
            + " PRICE_PER_MILLION_INPUT and _OUTPUT are not; allowed is a budget in dollars with the"
            + " prices of each model, 0 where it costs nothing.",
        "PRICE_PER_MILLION_INPUT=0,15 | PRICE_PER_MILLION_INPUT is \"0,15\"; allowed is a price in US"
            + " dollars for a million tokens, such as 0.15.",
        "PRICE_PER_MILLION_INPUT=0.15 | PRICE_PER_MILLION_INPUT and PRICE_PER_MILLION_OUTPUT are not"
            + " both set; allowed are both, or none of the prices.",
        "VISITOR_STREAMS=many | VISITOR_STREAMS is \"many\"; allowed is a whole number from 0 to"
            + " 1000000, or none.",
        "UPSTREAM_STREAMS=0 | UPSTREAM_STREAMS is \"0\"; allowed is a whole number from 1 to 10000.",
        "ROLE=boss | ROLE is \"boss\"; allowed is web, worker or both.",
        "ROLE=web | ROLE is \"web\", but REDIS_URL is not set: web machines hand questions to workers"
            + " over Redis.",
        "ROLE=worker | ROLE is \"worker\", but REDIS_URL is not set: web machines hand questions to"
            + " workers over Redis.",
        "UPSTREAM_CHECK=perhaps | UPSTREAM_CHECK is \"perhaps\"; allowed is true or false.",
        "UNANSWERED_KEEP_DAYS=forever | UNANSWERED_KEEP_DAYS is \"forever\"; allowed is a whole"
            + " number from 0 to 366.",
        "MESSAGES_WEBHOOK_URL=http://a.example/hook | MESSAGES_WEBHOOK_URL: what was given is not"
            + " shown, since it may hold a secret; allowed is an https address such as"
            + " https://example.com/hook, without user, password or fragment, or an http address of"
            + " this machine (localhost).",
        "MESSAGES_WEBHOOK_URL=https://a.example MESSAGES_WEBHOOK_SECRET=short |"
            + " MESSAGES_WEBHOOK_SECRET: the secret has 5 characters; allowed are 16 or more, such as"
            + " what \"openssl rand -hex 32\" prints.",
        "MESSAGES_WEBHOOK_SECRET=0123456789abcdef | MESSAGES_WEBHOOK_SECRET is set, but"
            + " MESSAGES_WEBHOOK_URL is not; allowed are both or neither.",
        "SMTP_URL=smtp.example.com | SMTP_URL: what was given is not shown, since it may hold a"
            + " password; allowed is smtps://user:password@smtp.example.com, or smtp://… for"
            + " STARTTLS, with the port where it is not 465 or 587; in user and password an @ is"
            + " written as %40, a colon as %3A, a slash as %2F and a percent sign as %25.",
        "SMTP_URL=smtps://a.example MESSAGES_FROM=b@a.example | MESSAGES_TO is not set, but SMTP_URL"
            + " is; allowed is an e-mail address.",
        "SMTP_URL=smtps://a.example MESSAGES_FROM=me MESSAGES_TO=b@a.example | MESSAGES_FROM: \"me\""
            + " is not one e-mail address such as chat@example.com.",
        "MESSAGES_WEBHOOK_URL=https://a.example SMTP_URL=smtps://a.example MESSAGES_FROM=b@a.example"
            + " MESSAGES_TO=b@a.example | MESSAGES_WEBHOOK_URL and SMTP_URL are both set; allowed is"
            + " one of them, since a message is delivered one way.",
        "MESSAGES_PER_DAY=lots | MESSAGES_PER_DAY is \"lots\"; allowed is a whole number from 0 to"
            + " 1000000, or none.",
        "RESUME_GRACE_SECONDS=15s | RESUME_GRACE_SECONDS is \"15s\"; allowed is a whole number from 0"
            + " to 3600.",
      })
  void itStopsTheStartWithOneLine(String set, String line) {
    assertThatThrownBy(() -> Settings.from(variables(set)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AI_API_KEY=k | AI_API_KEY is set, but AI_API_URL is not: no model is asked.",
        "AI_MODEL=m | AI_MODEL is set, but AI_API_URL is not: no model is asked.",
        "OWNER_TOKEN=short | OWNER_TOKEN has fewer than 16 characters and opens /metrics alone; set a"
            + " longer one.",
        "MESSAGES_WEBHOOK_URL=https://a.example | MESSAGES_WEBHOOK_URL is set, but neither DATA_DIR nor REDIS_URL is:"
            + " messages need a place to be kept until they are delivered, and the form is not shown.",
        "UNANSWERED_KEEP_DAYS=30 | UNANSWERED_KEEP_DAYS is set, but neither DATA_DIR nor REDIS_URL is:"
            + " a restart forgets the questions.",
      })
  void itIsWarnedOf(String set, String line) {
    assertThat(Settings.from(variables(set)).warnings()).containsExactly(line);
  }

  private static Map<String, String> variables(String set) {
    return Arrays.stream(set.split(" (?=[A-Z_]+=)", -1))
        .map(each -> each.split("=", 2))
        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
  }
}

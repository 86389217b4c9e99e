package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Endings.failed;
import static dev.porchlight.testing.upstream.Endings.finished;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

final class StatusFaults {
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private StatusFaults() {}

  static List<Fault> rows() {
    List<Fault> rows = new ArrayList<>();
    add(rows, FailureCode.QUESTION_REFUSED, 400, 418, 422);
    add(rows, FailureCode.QUESTION_TOO_LONG, 413);
    add(rows, FailureCode.UPSTREAM_MISCONFIGURED, 401, 404);
    rows.add(forbidden());
    add(rows, FailureCode.PROVIDER_OUT_OF_CREDIT, 402);
    add(rows, FailureCode.UPSTREAM_BUSY, 408, 409, 425, 429, 500, 502, 503, 504, 529);
    add(rows, FailureCode.UPSTREAM_BAD_RESPONSE, 204, 205, 304);
    Stream.of(301, 302, 303, 307, 308).map(StatusFaults::redirect).forEach(rows::add);
    rows.addAll(bodies());
    rows.add(interim());
    rows.add(refusesField("refuses-stream-options", "stream_options", 422));
    rows.add(refusesField("refuses-max-tokens", "max_tokens", 400));
    return rows;
  }

  private static void add(List<Fault> rows, FailureCode code, int... statuses) {
    for (int status : statuses) {
      rows.add(
          new Fault(
              "status-" + status,
              "status " + status + ", with the key in its body",
              "",
              failed(code),
              exchange -> exchange.respond(status, JSON, echoingTheKey(status, exchange))));
    }
  }

  private static String echoingTheKey(int status, Exchange exchange) {
    return status == 204 || status == 205 || status == 304
        ? ""
        : error("Incorrect API key: " + exchange.request().headers(), "some_code");
  }

  private static Fault forbidden() {
    return refusal(
        "status-403",
        403,
        error("Access denied.", "forbidden"),
        new CompletionOutcome.Failed(FailureCode.UPSTREAM_MISCONFIGURED, null)
            .perhapsForTheQuestion());
  }

  private static Fault redirect(int status) {
    return new Fault(
        "status-" + status,
        "a redirect to a good answer",
        "",
        failed(FailureCode.UPSTREAM_BAD_RESPONSE),
        exchange -> exchange.respond(status, Map.of("Location", "/short/v1/chat/completions"), ""));
  }

  private static List<Fault> bodies() {
    return List.of(
        refusal(
            "context-length",
            400,
            error("This model's maximum context length is 4096 tokens.", "context_length_exceeded"),
            failed(FailureCode.QUESTION_TOO_LONG)),
        refusal(
            "moderation",
            403,
            error("Your input was flagged by moderation.", "403"),
            failed(FailureCode.QUESTION_REFUSED)),
        refusal(
            "insufficient-quota",
            429,
            error("You exceeded your current quota.", "insufficient_quota"),
            failed(FailureCode.PROVIDER_OUT_OF_CREDIT)),
        refusal(
            "status-500-without-json", 500, "<h1>Oops</h1>", failed(FailureCode.UPSTREAM_BUSY)));
  }

  private static Fault refusal(String name, int status, String body, CompletionOutcome ending) {
    return new Fault(
        name,
        "status " + status + ": " + name,
        "",
        ending,
        exchange -> exchange.respond(status, JSON, body));
  }

  private static Fault interim() {
    return new Fault(
        "interim",
        "twenty interim responses, then a good one",
        Scripts.SHORT_ANSWER,
        finished("stop"),
        exchange -> {
          exchange.raw("HTTP/1.1 103 -\r\nLink: </a.css>; rel=preload\r\n\r\n".repeat(20));
          Scripts.shortAnswer(exchange);
        });
  }

  private static Fault refusesField(String name, String field, int status) {
    return new Fault(
        name,
        "a good answer, but not to a request with " + field,
        Scripts.SHORT_ANSWER,
        finished("stop"),
        exchange -> {
          if (exchange.body().has(field)) {
            exchange.respond(status, JSON, error("Unsupported parameter: '" + field + "'", field));
          } else {
            Scripts.shortAnswer(exchange);
          }
        });
  }

  /** An error body as OpenAI writes it. */
  static String error(String message, String code) {
    return Completions.error(Fault.INTERNAL_WORDS + ": " + message, code);
  }
}

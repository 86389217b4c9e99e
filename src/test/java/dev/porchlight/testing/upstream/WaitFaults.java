package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Endings.busy;
import static dev.porchlight.testing.upstream.Endings.failed;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureAction;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.List;

final class WaitFaults {
  private static final CompletionOutcome WITHOUT_A_WAIT = failed(FailureCode.UPSTREAM_BUSY);
  private static final CompletionOutcome NOT_AGAIN =
      new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, null, FailureAction.ELSEWHERE);
  private static final CompletionOutcome AN_HOUR = busy(Duration.ofHours(1));

  private WaitFaults() {}

  static List<Fault> rows() {
    return List.of(
        row("seconds", busy(Duration.ofSeconds(2)), "Retry-After: 2"),
        row("date-past", WITHOUT_A_WAIT, "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"),
        row("date-far", AN_HOUR, "Retry-After: Fri, 31 Dec 2280 23:59:59 GMT"),
        row("ms", busy(Duration.ofMillis(350)), "Retry-After: 2", "retry-after-ms: 350"),
        row("azure-ms", busy(Duration.ofMillis(1500)), "x-ms-retry-after-ms: 1500"),
        row("reset-ms", busy(Duration.ofMillis(12)), "x-ratelimit-reset-requests: 12ms"),
        row("reset-s", busy(Duration.ofSeconds(1)), "x-ratelimit-reset-requests: 1s"),
        row("reset-fraction", busy(Duration.ofMillis(7660)), "x-ratelimit-reset-tokens: 7.66s"),
        row("reset-m", busy(Duration.ofMinutes(6)), "x-ratelimit-reset-requests: 6m0s"),
        row("absurd", AN_HOUR, "Retry-After: 1000000000"),
        row("absurd-beyond-long", AN_HOUR, "Retry-After: " + "9".repeat(30)),
        row("negative", WITHOUT_A_WAIT, "Retry-After: -5"),
        row("soon", WITHOUT_A_WAIT, "Retry-After: soon"),
        row("twice", WITHOUT_A_WAIT, "Retry-After: 2", "Retry-After: 9"),
        row("should-retry", WITHOUT_A_WAIT, "x-should-retry: true"),
        row("should-not-retry", NOT_AGAIN, "x-should-retry: false"));
  }

  private static Fault row(String name, CompletionOutcome ending, String... headers) {
    String body = StatusFaults.error("Too many requests.", "rate_limit_exceeded");
    String head =
        String.join(
            "\r\n",
            "HTTP/1.1 429 Too Many Requests",
            "Content-Type: application/json",
            "Content-Length: " + body.length(),
            String.join("\r\n", headers));
    return new Fault(
        "wait-" + name,
        "429 with " + String.join(", ", headers),
        "",
        ending,
        exchange -> exchange.raw(head + "\r\n\r\n" + body).complete());
  }
}

package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Endings.cutOff;
import static dev.porchlight.testing.upstream.Endings.failed;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

final class EndlessFaults {
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final CompletionOutcome TIMEOUT = failed(FailureCode.UPSTREAM_TIMEOUT);
  private static final CompletionOutcome STALLED = cutOff(Reason.UPSTREAM_STALLED);

  private EndlessFaults() {}

  static List<Fault> rows() {
    return List.of(
        new Fault("stall-before-headers", "no response at all", "", TIMEOUT, exchange -> {}),
        new Fault(
            "stall-after-headers", "headers, then nothing", "", TIMEOUT, Exchange::startStream),
        new Fault(
            "stall-mid-stream",
            "some deltas, then nothing",
            "Half",
            STALLED,
            exchange -> exchange.startStream().delta("Half")),
        new Fault(
            "endless-comments",
            "comments and no event",
            "",
            TIMEOUT,
            exchange -> comments(exchange.startStream())),
        new Fault(
            "endless-comments-mid-stream",
            "some deltas, then only comments",
            "Half",
            STALLED,
            exchange -> comments(exchange.startStream().delta("Half"))),
        new Fault(
            "endless-tokens",
            "deltas without end, as fast as they are taken",
            "",
            cutOff(Reason.ANSWER_LIMIT),
            exchange ->
                exchange
                    .startStream()
                    .writeEach(Stream.generate(() -> Completions.delta("and so on ")))));
  }

  private static void comments(Exchange exchange) {
    exchange.writeEach(Stream.generate(() -> ": keep-alive\n\n".getBytes(UTF_8)), OFTEN);
  }
}

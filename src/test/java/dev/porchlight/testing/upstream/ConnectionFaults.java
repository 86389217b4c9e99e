package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Endings.cutOff;
import static dev.porchlight.testing.upstream.Endings.failed;
import static dev.porchlight.testing.upstream.Endings.finished;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

final class ConnectionFaults {
  private static final Duration A_MOMENT = Duration.ofMillis(20);
  private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
  private static final CompletionOutcome UNAVAILABLE = failed(FailureCode.UPSTREAM_UNAVAILABLE);
  private static final CompletionOutcome CUT = cutOff(Reason.UPSTREAM_ENDED);

  private ConnectionFaults() {}

  static List<Fault> rows() {
    return List.of(
        row("reset-before-headers", "RST in place of a response", "", UNAVAILABLE, Exchange::reset),
        row("close-before-headers", "FIN in place of a response", "", UNAVAILABLE, Exchange::close),
        row(
            "stale-connection",
            "a good answer, then closes the kept connection without a word",
            Scripts.SHORT_ANSWER,
            finished("stop"),
            exchange -> {
              Scripts.shortAnswer(exchange);
              exchange.close();
            }),
        row(
            "reset-mid-stream",
            "RST after some deltas",
            "Half",
            CUT,
            exchange -> half(exchange).pause(A_MOMENT).reset()),
        row(
            "eof-inside-chunk",
            "FIN inside a chunk of the body",
            "Half",
            CUT,
            exchange -> half(exchange).raw("ff\r\ndata: {\"cho").close()),
        row(
            "eof-between-chunks",
            "FIN before the last chunk of the body",
            "Half",
            CUT,
            exchange -> half(exchange).close()),
        row(
            "eof-inside-first-chunk",
            "FIN before the first delta is whole",
            "",
            UNAVAILABLE,
            exchange -> exchange.startStream().raw("ff\r\ndata: {\"cho").close()),
        row(
            "eof-inside-length",
            "FIN before as many bytes as were promised",
            "Half",
            CUT,
            exchange ->
                exchange
                    .raw(STREAM + "Content-Length: 9999\r\n\r\n")
                    .raw(Completions.delta("Half"))
                    .close()),
        row(
            "close-delimited",
            "a whole answer that the end of the connection ends",
            "Half a whole",
            finished("stop"),
            exchange ->
                exchange
                    .raw(STREAM + "Connection: close\r\n\r\n")
                    .raw(Completions.delta("Half a whole"))
                    .raw(Completions.finish("stop"))
                    .close()),
        row(
            "close-delimited-cut",
            "half an answer that the end of the connection ends",
            "Half",
            CUT,
            exchange ->
                exchange
                    .raw(STREAM + "Connection: close\r\n\r\n")
                    .raw(Completions.delta("Half"))
                    .close()),
        row(
            "header-flood",
            "a megabyte of headers",
            "",
            failed(FailureCode.UPSTREAM_BAD_RESPONSE),
            ConnectionFaults::floodHeaders),
        row(
            "not-http",
            "another protocol",
            "",
            failed(FailureCode.UPSTREAM_BAD_RESPONSE),
            exchange -> exchange.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n").close()));
  }

  private static Fault row(
      String name, String what, String text, CompletionOutcome ending, Script script) {
    return new Fault(name, what, text, ending, script);
  }

  private static Exchange half(Exchange exchange) {
    return exchange.startStream().delta("Ha").delta("lf");
  }

  private static void floodHeaders(Exchange exchange) {
    byte[] header = ("X-Flood: " + "x".repeat(1000) + "\r\n").getBytes(ISO_8859_1);
    exchange.raw(STREAM).rawEach(Stream.generate(() -> header).limit(1024)).raw("\r\n").close();
  }
}

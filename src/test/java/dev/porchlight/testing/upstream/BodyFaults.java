package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Endings.cutOff;
import static dev.porchlight.testing.upstream.Endings.failed;
import static dev.porchlight.testing.upstream.Endings.finished;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff.Reason;
import dev.porchlight.llm.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

final class BodyFaults {

  /** What an answer could hold to forge an event, or to break an encoder. */
  static final String NASTY =
      "a\r\n\nb\n\ndata: {\"choices\":[]}\n\nevent: done\ndata: [DONE]\n\n\0 \u2028\u2029 \ud83d. <\udca1>";

  private static final CompletionOutcome BAD_RESPONSE = failed(FailureCode.UPSTREAM_BAD_RESPONSE);
  private static final CompletionOutcome STOP = finished("stop");

  private BodyFaults() {}

  static List<Fault> rows() {
    return Stream.of(types(), endings(), events(), sizes()).flatMap(List::stream).toList();
  }

  private static List<Fault> types() {
    return List.of(
        typed(
            "whole-json",
            "application/json",
            Completions.whole("Not streamed", "stop"),
            "Not streamed",
            finished("stop", 9, 3)),
        typed(
            "json-error",
            "application/json",
            StatusFaults.error("Something failed.", "some_code"),
            "",
            BAD_RESPONSE),
        typed("html", "text/html", "<!doctype html><h1>Log in</h1>", "", BAD_RESPONSE),
        typed("plain-text", "text/plain", answer("Plain"), "Plain", STOP),
        typed("no-type-no-stream", "", "Welcome to the hotel\n\nLog in", "", BAD_RESPONSE),
        typed("no-type", "", answer("Untyped"), "Untyped", STOP),
        typed("latin-1", "text/event-stream; charset=iso-8859-1", answer("Ü"), "Ü", STOP),
        coded("gzip", gzip(answer("Zipped")), "Zipped", STOP),
        coded("br", new byte[] {0x1b, 0x06, 0x00, -8, -107}, "", BAD_RESPONSE));
  }

  private static List<Fault> endings() {
    return List.of(
        row("no-done", "a finish reason, no [DONE]", Completions.finish("stop"), "Half", STOP),
        row("no-finish", "[DONE], no finish reason", bytes("data: [DONE]\n\n"), "Half", STOP),
        row("eof", "neither of them", bytes(""), "Half", cutOff(Reason.UPSTREAM_ENDED)),
        new Fault(
            "empty",
            "a stream without any event",
            "",
            BAD_RESPONSE,
            exchange -> exchange.startStream().endBody()),
        new Fault(
            "after-done",
            "more data after [DONE], and no end",
            "Half",
            STOP,
            exchange ->
                exchange
                    .startStream()
                    .delta("Half")
                    .finish("stop")
                    .event("[DONE]")
                    .delta(" a ghost")),
        finish("length", cutOff(Reason.LENGTH)),
        finish("content_filter", cutOff(Reason.FILTERED)),
        finish("tool_calls", finished("tool_calls")),
        finish("function_call", finished("function_call")));
  }

  private static List<Fault> events() {
    return List.of(
        row(
            "invalid-json",
            "an event whose JSON breaks off",
            bytes("data: {\"choices\":[{\n\n"),
            "Half",
            BAD_RESPONSE),
        row(
            "invalid-utf-8",
            "bytes that are no UTF-8",
            bytes(
                """
                data: {"choices":[{"index":0,"delta":{"content":" \u00ff\u00c3."},"finish_reason":"stop"}]}

                data: [DONE]

                """),
            "Half \ufffd\ufffd.",
            STOP),
        row(
            "two-choices",
            "a second choice between the pieces of the first",
            bytes(
                """
                data: {"choices":[{"index":1,"delta":{"content":"Other"},"finish_reason":null}]}

                data: {"choices":[{"index":1,"delta":{},"finish_reason":"length"},{"index":0,"delta":{"content":" way"},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]

                """),
            "Half way",
            STOP),
        new Fault(
            "nasty",
            "line ends, field names, NUL and lone surrogates in the text",
            NASTY,
            STOP,
            exchange ->
                exchange
                    .startStream()
                    .write(Completions.escapedDelta(NASTY))
                    .finish("stop")
                    .done()));
  }

  private static List<Fault> sizes() {
    byte[] manyDeltas = join(IntStream.range(0, 500).mapToObj(i -> Completions.delta(i + " ")));
    byte[] many = join(Stream.of(manyDeltas, Completions.finish("stop")));
    String manyText = String.join("", IntStream.range(0, 500).mapToObj(i -> i + " ").toList());
    return List.of(
        new Fault(
            "byte-by-byte",
            "every byte in a chunk of its own",
            manyText,
            STOP,
            exchange -> exchange.startStream().writeEach(singly(many)).done()),
        new Fault(
            "one-packet",
            "500 deltas in one chunk",
            manyText,
            STOP,
            exchange -> exchange.startStream().write(many).done()),
        new Fault(
            "huge-line",
            "10 MB without a line end",
            "Half",
            BAD_RESPONSE,
            exchange ->
                exchange
                    .startStream()
                    .delta("Half")
                    .write("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"")
                    .writeEach(Stream.generate(() -> bytes("x".repeat(65_536))).limit(160))));
  }

  private static Fault row(
      String name, String what, byte[] tail, String text, CompletionOutcome end) {
    return new Fault(
        name,
        what,
        text,
        end,
        exchange -> exchange.startStream().delta("Half").write(tail).endBody());
  }

  private static Fault finish(String reason, CompletionOutcome ending) {
    return row(
        "finish-" + reason,
        "the finish reason " + reason,
        join(Stream.of(Completions.finish(reason), bytes("data: [DONE]\n\n"))),
        "Half",
        ending);
  }

  private static Fault typed(
      String name, String type, String body, String text, CompletionOutcome ending) {
    Map<String, String> headers = type.isEmpty() ? Map.of() : Map.of("Content-Type", type);
    return new Fault(
        name,
        type.isEmpty() ? "200 without a content type" : "200 " + type,
        text,
        ending,
        exchange -> exchange.respond(200, headers, body));
  }

  private static Fault coded(String coding, byte[] body, String text, CompletionOutcome ending) {
    return new Fault(
        coding,
        "a body in " + coding + ", which nobody asked for",
        text,
        ending,
        exchange ->
            exchange
                .startBody(
                    200, Map.of("Content-Type", "text/event-stream", "Content-Encoding", coding))
                .write(body)
                .endBody());
  }

  private static String answer(String text) {
    return new String(Completions.delta(text), UTF_8)
        + new String(Completions.finish("stop"), UTF_8)
        + "data: [DONE]\n\n";
  }

  private static Stream<byte[]> singly(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToObj(i -> Arrays.copyOfRange(bytes, i, i + 1));
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  private static byte[] join(Stream<byte[]> parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  private static byte[] gzip(String body) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(body.getBytes(UTF_8));
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return zipped.toByteArray();
  }
}

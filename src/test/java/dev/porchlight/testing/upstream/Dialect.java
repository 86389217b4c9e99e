package dev.porchlight.testing.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.llm.CompletionOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One way in which a provider answers, down to the bytes, and what is to be made of it.
 *
 * @param name the provider's, and what is special
 * @param what what is special about it, in a few words
 * @param bodyText the response's body before it is encoded in UTF-8
 * @param text the answer that a visitor gets of it
 * @param ending how the call then ends
 */
public record Dialect(
    String name,
    String what,
    int status,
    String contentType,
    String bodyText,
    String text,
    CompletionOutcome ending) {
  private static final int PIECE = 61;

  /** Every dialect. */
  public static List<Dialect> all() {
    return Stream.of(
            ProviderDialects.rows(),
            SelfHostedDialects.rows(),
            ProviderErrorDialects.rows(),
            FramingDialects.rows(),
            OddAnswerDialects.rows())
        .flatMap(List::stream)
        .toList();
  }

  static Dialect stream(
      String name, String what, String body, String text, CompletionOutcome ending) {
    return new Dialect(name, what, 200, "text/event-stream", body, text, ending);
  }

  public byte[] body() {
    return bodyText.getBytes(UTF_8);
  }

  /** Sends the bytes in pieces that care nothing for lines or characters. */
  Script script() {
    return exchange ->
        exchange
            .startBody(status, Map.of("Content-Type", contentType))
            .writeEach(pieces())
            .endBody();
  }

  private Stream<byte[]> pieces() {
    byte[] body = body();
    return IntStream.iterate(0, start -> start < body.length, start -> start + PIECE)
        .mapToObj(start -> Arrays.copyOfRange(body, start, Math.min(start + PIECE, body.length)));
  }

  @Override
  public String toString() {
    return name;
  }
}

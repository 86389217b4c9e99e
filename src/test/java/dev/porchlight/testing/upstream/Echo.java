package dev.porchlight.testing.upstream;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The answer that says the question again and again, so that each visitor can check that it got its
 * own, whole. The query sets how many {@code deltas} there are and at what {@code rate} a second
 * they come; a rate of 0 is as fast as they are taken.
 */
public final class Echo {
  private static final int DELTAS = 50;

  private Echo() {}

  /** The whole answer to a question. */
  public static String answer(String question, int deltas) {
    return pieces(question, deltas).collect(Collectors.joining());
  }

  static void play(Exchange exchange) {
    Request request = exchange.request();
    Stream<byte[]> deltas =
        pieces(request.question(), request.parameter("deltas", DELTAS)).map(Completions::delta);
    exchange
        .startStream()
        .writeEach(deltas, rest(request.parameter("rate", 0)))
        .finish("stop")
        .done();
  }

  static Duration rest(int rate) {
    return rate == 0 ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(rate);
  }

  private static Stream<String> pieces(String question, int deltas) {
    return IntStream.range(0, deltas).mapToObj(i -> question + " (" + i + ") ");
  }
}

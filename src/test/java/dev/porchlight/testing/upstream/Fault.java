package dev.porchlight.testing.upstream;

import dev.porchlight.llm.CompletionOutcome;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that goes wrong at an upstream, or that looks wrong and is not, and what is to be made
 * of it.
 *
 * @param text what a visitor has of the answer in the end
 * @param ending how the call ends, where nothing is tried again
 */
public record Fault(
    String name, String what, String text, CompletionOutcome ending, Script script) {

  /** Stands in every error body: words that no visitor may see. */
  public static final String INTERNAL_WORDS = "internal words of the upstream";

  public static List<Fault> all() {
    return Stream.of(statuses(), waits(), connections(), bodies(), endless())
        .flatMap(List::stream)
        .toList();
  }

  /** Statuses other than a plain 200. */
  public static List<Fault> statuses() {
    return StatusFaults.rows();
  }

  /** The ways in which a 429 says how long to wait, or garbles it. */
  public static List<Fault> waits() {
    return WaitFaults.rows();
  }

  /** What breaks HTTP, or the connection. */
  public static List<Fault> connections() {
    return ConnectionFaults.rows();
  }

  /** Bodies that are no tidy stream of deltas. */
  public static List<Fault> bodies() {
    return BodyFaults.rows();
  }

  /** What never ends by itself: it takes a limit of time or size. */
  public static List<Fault> endless() {
    return EndlessFaults.rows();
  }

  @Override
  public String toString() {
    return name;
  }
}

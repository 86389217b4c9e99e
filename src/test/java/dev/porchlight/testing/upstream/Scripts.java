package dev.porchlight.testing.upstream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The scripts that a fake upstream knows from the start, by their names. */
final class Scripts {
  static final String SHORT_ANSWER = "A short answer.";

  private static final Pattern TOKEN = Pattern.compile("(?<=\\s)(?=\\S)");
  private static final String MARKDOWN =
      """
      # A porch light

      It says that **somebody is at home**. It can be

      1. a lamp by the door,
      2. a lantern, or
      3. a chatbot that knows the house.

      ```js
      const light = document.querySelector(".porch");
      light.classList.add("on");
      ```

      | when | light |
      |---|---|
      | day | off |
      | night | on |

      > Grüße aus Köln, 你好, and a 💡 for good measure.

      See [the door](https://example.org/door).
      """;

  private record Named(String name, String what, Script script) {}

  private Scripts() {}

  static Map<String, Script> byName() {
    Map<String, Script> scripts = new LinkedHashMap<>();
    all().forEach(named -> scripts.put(named.name(), named.script()));
    return scripts;
  }

  static Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    all().forEach(named -> descriptions.put(named.name(), named.what()));
    return descriptions;
  }

  static void shortAnswer(Exchange exchange) {
    exchange.startStream().delta("A short ").delta("answer.").finish("stop").done();
  }

  static void notFound(Exchange exchange) {
    exchange.respond(
        404,
        Map.of("Content-Type", "text/plain"),
        "Paths are /<name>/v1/chat/completions, with a name of these:\n"
            + String.join("\n", byName().keySet())
            + "\n");
  }

  private static Stream<Named> all() {
    Stream<Named> pleasant =
        Stream.of(
            new Named("demo", "some Markdown, 30 tokens a second (?rate=)", e -> markdown(e, 30)),
            new Named("slow", "the same, 2 tokens a second", e -> markdown(e, 2)),
            new Named("echo", "the question, often (?deltas=, ?rate=)", Echo::play),
            new Named("short", "a short answer", Scripts::shortAnswer));
    Stream<Named> dialects =
        Dialect.all().stream().map(row -> new Named(row.name(), row.what(), row.script()));
    Stream<Named> faults =
        Fault.all().stream().map(row -> new Named(row.name(), row.what(), row.script()));
    return Stream.of(pleasant, dialects, faults).flatMap(named -> named);
  }

  private static void markdown(Exchange exchange, int rate) {
    exchange
        .startStream()
        .writeEach(
            TOKEN.splitAsStream(MARKDOWN).map(Completions::delta),
            Echo.rest(exchange.request().parameter("rate", rate)))
        .finish("stop")
        .done();
  }
}

package dev.porchlight.knowledge;

import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.search.RetrievalQuery;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A question on the made-up site, and where its answer stands.
 *
 * @param language such as "en"
 * @param kind direct, typo, followup, paraphrase or unanswerable
 * @param expected addresses, each perhaps with a part of the heading after "#"; none where nothing
 *     answers it
 */
record LabelledQuestion(String language, String kind, List<String> expected, RetrievalQuery query) {

  /** The questions of a set, "a" or "b". */
  static List<LabelledQuestion> set(String name) throws IOException {
    return Files.readAllLines(resource("questions-" + name + ".txt")).stream()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(LabelledQuestion::of)
        .toList();
  }

  /** The folder of the pages that they are about. */
  static Path site() {
    return resource("site");
  }

  private static LabelledQuestion of(String line) {
    String[] parts = line.split("\\|", -1);
    String before = parts[4].strip();
    List<RetrievalQuery.Exchange> earlier =
        before.isEmpty()
            ? List.of()
            : List.of(new RetrievalQuery.Exchange(before, parts[5].strip()));
    String places = parts[3].strip();
    return new LabelledQuestion(
        parts[0].strip(),
        parts[1].strip(),
        places.isEmpty() ? List.of() : List.of(places.split(" or ")),
        new RetrievalQuery(parts[2].strip(), earlier, null));
  }

  boolean isAnsweredBy(Passage passage) {
    return expected.stream()
        .anyMatch(
            place -> {
              String[] parts = place.split("#", 2);
              return passage.url().replaceFirst("#.*", "").equals(parts[0])
                  && (parts.length == 1 || passage.title().contains(parts[1]));
            });
  }

  private static Path resource(String name) {
    URL url = LabelledQuestion.class.getResource("/retrieval/" + name);
    return Path.of(Objects.requireNonNull(url, name).getPath());
  }
}

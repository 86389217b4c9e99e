package dev.porchlight.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.knowledge.search.RetrievalLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How well questions in four languages find their passages, on a site that is made up. The
 * questions of the set "a" were there while the search was tuned; those of "b" were written
 * afterwards.
 */
final class RetrievalQualityTest {

  /** Without a model a follow-up whose own words no page has is refused, with the nearest pages. */
  private static final Map<String, Double> LEAST_QUOTED =
      Map.of("direct", 0.9, "typo", 0.85, "followup", 0.65);

  private static final RetrievalLimits QUOTED = new RetrievalLimits(3, 3, true);
  private static final RetrievalLimits FOR_A_MODEL = new RetrievalLimits(8, 8, false);
  private static final KnowledgeBase KNOWLEDGE =
      ContentLibrary.open(LabelledQuestion.site(), SiteInfo.UNKNOWN).get();

  /** Of how many questions of a kind the right passage was quoted, and was in the prompt. */
  private static final class Score {
    private int asked;
    private int quoted;
    private int inPrompt;

    double quotedShare() {
      return (double) quoted / asked;
    }

    double inPromptShare() {
      return (double) inPrompt / asked;
    }

    @Override
    public String toString() {
      return "%d of %d quoted, %d in the prompt".formatted(quoted, asked, inPrompt);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void theRightPassageIsFoundAndTheUnanswerableIsRefused(String set) throws IOException {
    Map<String, Score> scores = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    for (LabelledQuestion question : LabelledQuestion.set(set)) {
      Score score = scores.computeIfAbsent(question.kind(), none -> new Score());
      score.asked++;
      List<Passage> quoted = KNOWLEDGE.find(question.query(), QUOTED).passages();
      List<Passage> sent = KNOWLEDGE.find(question.query(), FOR_A_MODEL).passages();
      boolean isRight =
          question.expected().isEmpty()
              ? quoted.isEmpty()
              : quoted.stream().anyMatch(question::isAnsweredBy);
      score.quoted += isRight ? 1 : 0;
      score.inPrompt += sent.stream().anyMatch(question::isAnsweredBy) ? 1 : 0;
      if (!isRight) {
        missed.add(question + " -> " + quoted.stream().map(Passage::title).toList());
      }
    }
    System.out.println("Set " + set + ": " + scores);
    missed.forEach(line -> System.out.println("  not right: " + line));
    for (String kind : List.of("direct", "typo", "followup")) {
      Score score = Objects.requireNonNull(scores.get(kind));
      assertThat(score.inPromptShare()).as(kind).isGreaterThanOrEqualTo(0.92);
      assertThat(score.quotedShare()).as(kind).isGreaterThanOrEqualTo(LEAST_QUOTED.get(kind));
    }
    assertThat(Objects.requireNonNull(scores.get("unanswerable")).quotedShare())
        .isGreaterThanOrEqualTo(0.95);
  }
}

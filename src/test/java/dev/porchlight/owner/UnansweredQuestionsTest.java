package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.QuestionListener.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnansweredQuestionsTest {

  private Instant now = Instant.parse("2026-05-31T23:59:00Z");
  private final UnansweredQuestions questions = new UnansweredQuestions(1, () -> now);

  @Test
  void theSameWordsAreOneQuestion() {
    questions.add("Où est le café ?", "one", Reason.NOTHING_FOUND);
    questions.add("le CAFE, où est", "two", Reason.NOT_TOLD);
    questions.add("Something else?", "one", Reason.NOT_HELPFUL);

    assertThat(questions.list())
        .hasSize(2)
        .first()
        .satisfies(
            first -> {
              assertThat(first.question()).isEqualTo("Où est le café ?");
              assertThat(first.times()).isEqualTo(2);
              assertThat(first.visitors()).isEqualTo(2);
              assertThat(first.reasons()).containsExactly("nothing_found", "not_told");
              assertThat(first.lastAsked()).isEqualTo("2026-05-31");
            });
  }

  @Test
  void itIsShownOnceEnoughVisitorsAskedIt() {
    UnansweredQuestions shy = new UnansweredQuestions(2, () -> now);
    shy.add("Do you ship?", "one", Reason.NOT_TOLD);
    shy.add("Do you ship?", "one", Reason.NOT_TOLD);
    assertThat(shy.list()).isEmpty();
    shy.add("Do you ship?", "two", Reason.NOT_TOLD);
    assertThat(shy.list()).hasSize(1);
  }

  @Test
  void ofTooManyTheOneThatNobodyAskedForLongestIsForgotten() {
    for (int i = 0; i <= UnansweredQuestions.MAX_QUESTIONS; i++) {
      questions.add("Question number a" + i, "one", Reason.NOT_TOLD);
      questions.add("Kept?", "one", Reason.NOT_TOLD);
    }
    assertThat(questions.list())
        .hasSize(UnansweredQuestions.MAX_QUESTIONS)
        .noneMatch(each -> each.question().equals("Question number a0"))
        .anyMatch(each -> each.question().equals("Kept?"));
  }

  @Test
  void eachIsErasedByItsId() {
    questions.add("One?", "one", Reason.NOT_TOLD);
    questions.add("Two?", "one", Reason.NOT_TOLD);
    String id = questions.list().get(0).id();
    assertThat(questions.erase(id)).isTrue();
    assertThat(questions.erase(id)).isFalse();
    assertThat(questions.list()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Write to ana@example.com please | Write to … please",
        "Is https://a.example/b?c=d yours? | Is … yours?",
        "Call +49 (30) 123-456 today | Call … today",
        "My number is 12345 | My number is …",
        "In 2024 or 1999? | In 2024 or 1999?",
      })
  void whatMayTellWhoAsksIsMasked(String asked, String shown) {
    assertThat(MaskedText.of(asked)).isEqualTo(shown);
  }
}

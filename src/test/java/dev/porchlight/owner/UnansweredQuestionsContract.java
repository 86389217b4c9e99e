package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.owner.UnansweredQuestions.Unanswered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** What every form of the unanswered questions does. */
public abstract class UnansweredQuestionsContract {

  protected Instant now = Instant.parse("2026-05-31T12:00:00Z");

  /** Questions of which none was asked yet, by a clock that says now. */
  protected abstract UnansweredQuestions questions(int minVisitors, int days);

  @Test
  void theSameWordsAreOneQuestion() {
    UnansweredQuestions questions = questions(1, 1);
    questions.add("Où est le café ?", "one", Reason.NOTHING_FOUND);
    questions.add("le CAFE, où est", "two", Reason.NOT_TOLD);
    questions.add("le CAFE, où est", "one", Reason.NOT_TOLD);
    questions.add("Something else?", "one", Reason.NOT_HELPFUL);
    soon(
        () -> {
          List<Unanswered> list = questions.list();
          assertThat(list).hasSize(2);
          assertThat(list.get(0).question()).isEqualTo("Où est le café ?");
          assertThat(list.get(0).times()).isEqualTo(3);
          assertThat(list.get(0).visitors()).isEqualTo(2);
          assertThat(list.get(0).reasons()).containsExactly("nothing_found", "not_told");
          assertThat(list.get(0).lastAsked()).isEqualTo("2026-05-31");
        });
  }

  @Test
  void itIsShownOnceEnoughVisitorsAskedItWithAllThatWasCounted() {
    UnansweredQuestions shy = questions(2, 1);
    UnansweredQuestions witness = questions(1, 1);
    shy.add("Do you ship?", "one", Reason.NOT_TOLD);
    shy.add("Do you ship?", "one", Reason.NOTHING_FOUND);
    witness.add("Another?", "one", Reason.NOT_TOLD);
    soon(() -> assertThat(witness.list()).isNotEmpty());
    assertThat(shy.list()).noneMatch(each -> each.question().equals("Do you ship?"));
    shy.add("Do you ship?", "two", Reason.NOT_TOLD);
    soon(
        () ->
            assertThat(shy.list())
                .filteredOn(each -> each.question().equals("Do you ship?"))
                .singleElement()
                .satisfies(
                    each -> {
                      assertThat(each.times()).isEqualTo(3);
                      assertThat(each.visitors()).isEqualTo(2);
                      assertThat(each.reasons()).hasSize(2);
                    }));
  }

  @Test
  void whatIsErasedIsGoneAndBeginsAnewWhenItIsAskedAgain() {
    UnansweredQuestions questions = questions(2, 1);
    questions.add("Do you ship?", "one", Reason.NOT_TOLD);
    questions.add("Do you ship?", "two", Reason.NOT_TOLD);
    soon(() -> assertThat(questions.list()).hasSize(1));
    String id = questions.list().get(0).id();
    assertThat(questions.erase(id)).isTrue();
    assertThat(questions.erase(id)).isFalse();
    assertThat(questions.list()).isEmpty();
    questions.add("Do you ship?", "three", Reason.NOTHING_FOUND);
    questions.add("Do you ship?", "four", Reason.NOTHING_FOUND);
    soon(
        () ->
            assertThat(questions.list())
                .singleElement()
                .satisfies(
                    each -> {
                      assertThat(each.times()).isEqualTo(2);
                      assertThat(each.visitors()).isEqualTo(2);
                      assertThat(each.reasons()).containsExactly("nothing_found");
                    }));
  }

  @Test
  void ofTooManyThoseThatNobodyAskedForLongestAreForgotten() {
    UnansweredQuestions questions = questions(1, 1);
    questions.add("Forgotten?", "one", Reason.NOT_TOLD);
    soon(() -> assertThat(questions.list()).hasSize(1));
    for (int i = 0; i < UnansweredQuestions.MAX_QUESTIONS; i++) {
      questions.add("Question number a" + i, "one", Reason.NOT_TOLD);
    }
    soon(
        () ->
            assertThat(questions.list())
                .hasSize(UnansweredQuestions.MAX_QUESTIONS)
                .noneMatch(each -> each.question().equals("Forgotten?")));
  }

  @Test
  void theSameOnAnotherDayIsCountedOnAndIsKeptFromThen() {
    UnansweredQuestions questions = questions(1, 2);
    questions.add("Do you ship?", "one", Reason.NOT_TOLD);
    questions.add("Old?", "one", Reason.NOT_TOLD);
    soon(() -> assertThat(questions.list()).hasSize(2));
    now = now.plus(Duration.ofDays(1));
    questions.add("Do you ship?", "two", Reason.NOT_TOLD);
    soon(
        () ->
            assertThat(questions.list())
                .filteredOn(each -> each.lastAsked().equals("2026-06-01"))
                .singleElement()
                .satisfies(
                    each -> {
                      assertThat(each.times()).isEqualTo(2);
                      assertThat(each.visitors()).isEqualTo(2);
                    }));
  }

  @Test
  void whatHasNoWordsIsNoQuestion() {
    UnansweredQuestions questions = questions(1, 1);
    questions.add("?!", "one", Reason.NOT_TOLD);
    questions.add("Mail ana@example.com?", "one", Reason.NOT_TOLD);
    soon(
        () ->
            assertThat(questions.list())
                .singleElement()
                .extracting(Unanswered::question)
                .asString()
                .isEqualTo("Mail …"));
  }

  protected static void soon(ThrowingRunnable assertion) {
    Awaitility.await().untilAsserted(assertion);
  }
}

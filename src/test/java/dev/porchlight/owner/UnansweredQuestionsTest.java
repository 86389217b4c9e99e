package dev.porchlight.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.answer.QuestionListener.Reason;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.io.StorageException;
import dev.porchlight.testing.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnansweredQuestionsTest {

  private final ManualScheduler time = new ManualScheduler();
  private final MemoryStore store = new MemoryStore();
  private Instant now = Instant.parse("2026-05-31T23:59:00Z");
  private final UnansweredQuestions questions = questions(1, null);

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
    UnansweredQuestions shy = questions(2, null);
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

  @Test
  void theyAreKeptForAsLongAsTheOwnerSaysAndErasedThen() {
    UnansweredQuestions before = questions(1, new UnansweredQuestions.Retention(store, 2));
    before.add("Call me on 0301 234567?", "one", Reason.NOT_TOLD);
    before.add("Do you ship?", "one", Reason.NOT_TOLD);
    time.advance(Duration.ofSeconds(1));
    assertThat(store.kept.values())
        .extracting(UnansweredStore.Kept::question)
        .containsExactlyInAnyOrder("Call me on …?", "Do you ship?");
    assertThat(store.kept.keySet()).noneMatch(words -> words.contains("234567"));

    now = now.plus(Duration.ofDays(1));
    UnansweredQuestions after = questions(1, new UnansweredQuestions.Retention(store, 2));
    after.add("you ship, do?", "one", Reason.NOT_HELPFUL);
    time.advance(Duration.ofSeconds(1));
    assertThat(after.list())
        .first()
        .satisfies(
            first -> {
              assertThat(first.question()).isEqualTo("Do you ship?");
              assertThat(first.times()).isEqualTo(2);
              assertThat(first.visitors()).isEqualTo(2);
              assertThat(first.lastAsked()).isEqualTo("2026-06-01");
            });

    now = now.plus(Duration.ofDays(1));
    time.advance(Duration.ofHours(1));
    assertThat(after.list()).hasSize(1);
    assertThat(store.kept).hasSize(1);
    now = now.plus(Duration.ofDays(1));
    time.advance(Duration.ofHours(1));
    assertThat(after.list()).isEmpty();
    assertThat(store.kept).isEmpty();
  }

  @Test
  void whatTooFewVisitorsAskedIsNotKept() {
    UnansweredQuestions shy = questions(2, new UnansweredQuestions.Retention(store, 2));
    shy.add("Do you ship?", "one", Reason.NOT_TOLD);
    time.advance(Duration.ofSeconds(1));
    assertThat(store.kept).isEmpty();
    shy.add("Do you ship?", "two", Reason.NOT_TOLD);
    time.advance(Duration.ofSeconds(1));
    assertThat(store.kept).hasSize(1);
  }

  @Test
  void whatIsErasedIsGoneFromTheStoreBeforeTheOwnerIsToldSo() {
    UnansweredQuestions kept = questions(1, new UnansweredQuestions.Retention(store, 2));
    kept.add("Do you ship?", "one", Reason.NOT_TOLD);
    time.advance(Duration.ofSeconds(1));
    String id = kept.list().get(0).id();
    store.isFailing = true;
    assertThatThrownBy(() -> kept.erase(id)).isInstanceOf(StorageException.class);
    assertThat(kept.list()).hasSize(1);
    store.isFailing = false;
    assertThat(kept.erase(id)).isTrue();
    assertThat(store.kept).isEmpty();
  }

  private UnansweredQuestions questions(
      int minVisitors, UnansweredQuestions.@Nullable Retention retention) {
    return UnansweredQuestions.inMemory(
        minVisitors, retention, () -> now, new Timers(time, Runnable::run));
  }

  private static final class MemoryStore implements UnansweredStore {
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private boolean isFailing;

    @Override
    public List<Kept> read() {
      return List.copyOf(kept.values());
    }

    @Override
    public void write(Collection<Kept> changed, Collection<String> erased) {
      if (isFailing) {
        throw new StorageException("not now");
      }
      changed.forEach(each -> kept.put(each.words(), each));
      kept.keySet().removeAll(erased);
    }

    @Override
    public void eraseBefore(LocalDate day) {
      kept.values().removeIf(each -> each.lastAsked().isBefore(day));
    }
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

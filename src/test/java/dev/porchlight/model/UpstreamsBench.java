package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.porchlight.time.ManualScheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Two fake upstreams behind their gates, whose time and clock a test moves. */
final class UpstreamsBench {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final int MAX_TOKENS = 100;

  /** Eight tokens by estimate: four of the turn, four of its text. */
  static final Prompt PROMPT =
      new Prompt(List.of(new Turn(Turn.Role.USER, "sixteen letters.")), List.of());

  static final long PROMPT_TOKENS = 8;

  final ManualScheduler time = new ManualScheduler();
  final FakeModel primary = new FakeModel();
  final FakeModel fallback = new FakeModel();
  Instant now = Instant.parse("2026-06-01T12:00:00Z");
  int changes;

  Upstreams withoutFallback() {
    return upstreams(List.of(new BudgetedModel(primary, MAX_TOKENS, null)), null);
  }

  Upstreams withFallback() {
    return upstreams(
        List.of(
            new BudgetedModel(primary, MAX_TOKENS, null),
            new BudgetedModel(fallback, MAX_TOKENS, null)),
        null);
  }

  Upstreams withBudget(long tokens, @Nullable Path folder) {
    return upstreams(List.of(new BudgetedModel(primary, MAX_TOKENS, tokens)), folder);
  }

  Upstreams upstreams(List<BudgetedModel> models, @Nullable Path folder) {
    Upstreams upstreams =
        Upstreams.create(
            models,
            PATIENCE,
            4,
            folder,
            new Upstreams.Surroundings(time, time, () -> now, Runnable::run, new Random(7)));
    upstreams.onChange(() -> changes++);
    return upstreams;
  }

  /** Starts a call, which must be allowed. */
  @CanIgnoreReturnValue
  static RecordedAnswer go(Asking asking) {
    RecordedAnswer answer = new RecordedAnswer();
    goCall(asking).write(answer);
    return answer;
  }

  static Choice.Go goCall(Asking asking) {
    Choice choice = asking.choose();
    assertThat(choice).isInstanceOf(Choice.Go.class);
    return (Choice.Go) choice;
  }

  static void assertWaits(Asking asking, Duration remaining) {
    assertThat(asking.choose()).isEqualTo(new Choice.Wait(remaining));
  }

  static void assertWaits(Asking asking) {
    assertThat(asking.choose()).isInstanceOf(Choice.Wait.class);
  }

  static void assertGivesUp(Asking asking, FailureCode code, @Nullable Duration retryAfter) {
    assertThat(asking.choose()).isEqualTo(new Choice.GiveUp(code, retryAfter, true));
  }
}

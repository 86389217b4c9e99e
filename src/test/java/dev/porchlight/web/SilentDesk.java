package dev.porchlight.web;

import dev.porchlight.answer.AnswerLimits;
import dev.porchlight.answer.Desk;
import dev.porchlight.answer.Prompts;
import dev.porchlight.model.BudgetedModel;
import dev.porchlight.model.Model;
import dev.porchlight.model.ModelCall;
import dev.porchlight.model.ModelListener;
import dev.porchlight.model.Prompt;
import dev.porchlight.model.Upstreams;
import dev.porchlight.time.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes desks whose model never says anything, so that an answer stays open until it is left. */
final class SilentDesk {

  static final Duration GRACE = Duration.ofSeconds(15);

  private static final AnswerLimits LIMITS =
      new AnswerLimits(64 * 1024, null, GRACE, 10, 0, 1 << 20, Duration.ofMinutes(10));

  private SilentDesk() {}

  static Desk on(ManualScheduler time) {
    return new Desk(
        LIMITS,
        question -> new EmptyDraft(),
        upstreams(time),
        (question, because, listener) -> false,
        "",
        () -> UUID.randomUUID().toString(),
        time,
        time,
        Runnable::run);
  }

  private static Upstreams upstreams(ManualScheduler time) {
    return Upstreams.create(
        List.of(new BudgetedModel(new SilentModel(), 100, null)),
        Duration.ofSeconds(30),
        LIMITS.callsAtOnce(),
        null,
        new Upstreams.Surroundings(time, time, () -> Instant.EPOCH, Runnable::run, new Random(7)));
  }

  private record EmptyDraft() implements Prompts.Draft {

    @Override
    public @Nullable String page() {
      return null;
    }

    @Override
    public Prompt prompt() {
      return new Prompt(List.of(), List.of());
    }
  }

  private record SilentModel() implements Model {

    @Override
    public String description() {
      return "a silent model";
    }

    @Override
    public ModelCall write(Prompt prompt, ModelListener listener) {
      return () -> {};
    }
  }
}

package dev.porchlight.web;

import dev.porchlight.answer.PromptFactory;
import dev.porchlight.answer.QuestionDispatcher;
import dev.porchlight.answer.log.AnswerLimits;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.testing.IgnoredQuestions;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RouterSurroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes desks whose model never says anything, so that an answer stays open until it is left. */
final class SilentDispatcher {

  static final Duration GRACE = Duration.ofSeconds(15);

  private static final AnswerLimits LIMITS =
      new AnswerLimits(64 * 1024, null, GRACE, 10, 0, 1 << 20, Duration.ofMinutes(10));

  private SilentDispatcher() {}

  static QuestionDispatcher on(ManualScheduler time) {
    return new QuestionDispatcher(
        LIMITS,
        question -> new EmptyDraft(),
        question -> null,
        upstreams(time),
        (question, because, listener) -> CompletableFuture.completedFuture(false),
        () -> UUID.randomUUID().toString(),
        new QuestionDispatcher.Surroundings(
            time, time, Runnable::run, new SimpleMeterRegistry(), new IgnoredQuestions()));
  }

  private static FailoverRouter upstreams(ManualScheduler time) {
    return FailoverRouter.create(
        List.of(new BudgetedChatModel(new SilentModel(), 100, null, Prices.FREE)),
        Duration.ofSeconds(30),
        LIMITS.callsAtOnce(),
        RouterSurroundings.budgets(time),
        RouterSurroundings.on(time));
  }

  private record EmptyDraft() implements PromptFactory.Draft {

    @Override
    public @Nullable String page() {
      return null;
    }

    @Override
    public String fingerprint() {
      return "";
    }

    @Override
    public CompletionStage<Prompt> prompt() {
      return CompletableFuture.completedFuture(
          new Prompt(List.of(new Message(Message.Role.USER, "One?")), List.of()));
    }
  }

  private record SilentModel() implements ChatModel {

    @Override
    public String description() {
      return "a silent model";
    }

    @Override
    public ModelCall write(Prompt prompt, CompletionListener listener) {
      return () -> listener.end(new CompletionOutcome.Aborted());
    }
  }
}

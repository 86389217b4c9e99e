package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.log.AnswerLimits;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.Ending;
import dev.porchlight.answer.log.LogCursor;
import dev.porchlight.answer.log.PositionBeyondLogException;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.ratelimit.RateLimitDecision;
import dev.porchlight.testing.Charges;
import dev.porchlight.testing.IgnoredQuestions;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RouterSurroundings;
import dev.porchlight.testing.WholeEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QuestionDispatcherTest {

  private static final Prompt PROMPT =
      new Prompt(List.of(new Message(Message.Role.USER, "One?")), List.of());

  private final ManualScheduler time = new ManualScheduler();
  private final CountingAsker asker = new CountingAsker();
  private final PlayedModel model = new PlayedModel();
  private int streams;
  private int callsAtOnce = 1;
  private Runnable whenAStreamIsNamed = () -> {};
  private final Question first = new Question("Who are you?", List.of(), null, false);
  private final Question followUp =
      new Question("And then?", List.of(new Message(Message.Role.USER, "Who?")), null, false);

  @Test
  void aQuestionThatComesWhileTheDispatcherClosesIsRefusedAndCostsNothing() {
    for (Question question : List.of(first, followUp)) {
      QuestionDispatcher closing = dispatcherThatClosesMidway(upstreams());
      assertThat(ask(closing, question)).isInstanceOf(AskResult.ShuttingDown.class);
      assertThat(asker.charged).isZero();
      assertThat(closing.state().openAnswers()).isZero();
      assertThat(closing.state().calls() + closing.state().waiting()).isZero();
    }
  }

  @Test
  void aQuestionForTheFallbackThatComesWhileTheDispatcherClosesIsRefused() {
    QuestionDispatcher closing = dispatcherThatClosesMidway(null);
    assertThat(ask(closing, first)).isInstanceOf(AskResult.ShuttingDown.class);
    assertThat(closing.state().openAnswers()).isZero();
  }

  @Test
  void aQuestionThatCannotBePromptedGivesItsPlaceBack() {
    QuestionDispatcher failing =
        dispatcher(
            upstreams(),
            () -> {
              throw new IllegalStateException("no prompt");
            });
    assertThat(ask(failing, first)).isInstanceOf(AskResult.Admitted.class);
    assertThat(ask(failing, followUp))
        .describedAs("the one place there is, is free again")
        .isInstanceOf(AskResult.Admitted.class);
  }

  @Test
  void aFallbackThatFailsFailsEachAnswerOnItsOwn() {
    failsEachAnswerOnItsOwn(
        (question, because, listener) -> {
          throw new IllegalStateException("no words");
        });
  }

  @Test
  void aFallbackThatFailsLaterFailsEachAnswerOnItsOwn() {
    failsEachAnswerOnItsOwn(
        (question, because, listener) ->
            CompletableFuture.failedFuture(new IllegalStateException("no words")));
  }

  private void failsEachAnswerOnItsOwn(FallbackAnswerer fallback) {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT, fallback);
    ask(dispatcher, followUp);
    ask(dispatcher, followUp);
    ask(dispatcher, followUp);
    assertThat(dispatcher.state().waiting()).isEqualTo(2);

    model.last().end(new CompletionOutcome.Failed(FailureCode.UPSTREAM_MISCONFIGURED, null));

    assertThat(dispatcher.state().openAnswers()).isZero();
  }

  @Test
  void whereTheFirstCallAfterACooldownStaysSilentTheNextGoesToTheFallback() {
    callsAtOnce = 4;
    PlayedModel fallback = new PlayedModel();
    QuestionDispatcher dispatcher = dispatcher(upstreams(fallback), () -> PROMPT);
    ask(dispatcher, followUp);
    model
        .last()
        .end(new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, Duration.ofSeconds(2)));
    ask(dispatcher, followUp);
    time.advance(Duration.ofSeconds(2));
    assertThat(model.calls).hasSize(2);
    assertThat(fallback.calls).isEmpty();

    time.advance(Duration.ofSeconds(4));

    assertThat(fallback.calls).hasSize(1);
    assertThat(model.calls).hasSize(2);
  }

  @Test
  void anAbortedCallsPlaceIsFreeOnlyOnceTheCallHasEnded() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    AskResult stopped = ask(dispatcher, followUp);
    AskResult waiting = ask(dispatcher, first);

    ((AskResult.Admitted) stopped).subscription().stop();

    assertThat(asker.placesTaken).isEqualTo(2);
    assertThat(dispatcher.state().openAnswers()).isOne();
    assertThat(model.calls).hasSize(1);

    model.last().end(new CompletionOutcome.Aborted());

    assertThat(asker.placesTaken).isOne();
    assertThat(model.calls).hasSize(2);

    model.last().end(new CompletionOutcome.Finished("stop", null));
    ((AskResult.Admitted) waiting).subscription().stop();

    assertThat(asker.placesTaken).isZero();
  }

  @Test
  void aPlaceIsKeptOverTheCallsOfOneAnswerAndFreeWhereNoneWasMade() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    ask(dispatcher, followUp);
    model
        .last()
        .end(new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, Duration.ofSeconds(2)));
    assertThat(asker.placesTaken).isOne();
    AskResult waiting = ask(dispatcher, first);
    assertThat(asker.placesTaken).isEqualTo(2);

    ((AskResult.Admitted) waiting).subscription().stop();

    assertThat(asker.placesTaken).isOne();
    time.advance(Duration.ofSeconds(2));
    assertThat(model.calls).hasSize(2);
    model.last().end(new CompletionOutcome.Finished("stop", null));
    assertThat(asker.placesTaken).isZero();
  }

  @Test
  void aQuestionThatAnotherMachineWasAskedIsAskedAgainWithoutACharge() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    List<AnswerLog> written = new ArrayList<>();

    dispatcher.goOn(first, asker, written::add);

    assertThat(model.calls).hasSize(1);
    assertThat(asker.charged).isZero();
    assertThat(asker.placesTaken).isOne();
    model.last().end(new CompletionOutcome.Finished("stop", null));
    assertThat(written.get(0).closed().toCompletableFuture()).isCompleted();
    assertThat(asker.placesTaken).isZero();
  }

  @Test
  void aQuestionThatAnotherMachineWasAskedFailsWhereTheQueueIsFullAndTakesNoPlace() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    for (int i = 0; i < 10; i++) {
      ask(dispatcher, followUp);
    }
    List<AnswerLog> written = new ArrayList<>();

    dispatcher.goOn(first, asker, written::add);

    assertThat(written.get(0).closed().toCompletableFuture())
        .isCompletedWithValueMatching(
            ending ->
                ending instanceof Ending.Failed failed
                    && failed.code() == FailureCode.UPSTREAM_BUSY);
    assertThat(asker.placesTaken).isEqualTo(10);
  }

  @Test
  void aQuestionThatAnotherMachineWasAskedFailsWhereThisOneCloses() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    var unused = dispatcher.shutDown(Duration.ZERO);
    List<AnswerLog> written = new ArrayList<>();

    dispatcher.goOn(first, asker, written::add);

    assertThat(written.get(0).isClosed()).isTrue();
    assertThat(model.calls).isEmpty();
    assertThat(asker.placesTaken).isZero();
    assertThat(dispatcher.state().calls() + dispatcher.state().waiting()).isZero();
  }

  @Test
  void whoGetsNoCallIsChargedNothing() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    ask(dispatcher, followUp);
    model.last().end(new CompletionOutcome.Failed(FailureCode.UPSTREAM_MISCONFIGURED, null));
    assertThat(asker.charged).describedAs("one call was made").isOne();

    ask(dispatcher, followUp);

    assertThat(model.calls).hasSize(1);
    assertThat(asker.charged).isOne();
  }

  @Test
  void whoWaitsForOneWhoseChargeFailsAsksOnTheirOwnAccount() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    List<CompletableFuture<AskResult>> joined = new ArrayList<>();
    QuotaHolder failing =
        new CountingAsker() {
          @Override
          public CompletionStage<RateLimitDecision> charge() {
            joined.add(dispatcher.ask(first, asker).toCompletableFuture());
            throw new IllegalStateException("no limits");
          }
        };

    assertThat(dispatcher.ask(first, failing).toCompletableFuture()).isCompletedExceptionally();

    assertThat(joined.get(0))
        .isCompletedWithValueMatching(result -> result instanceof AskResult.Admitted);
    assertThat(dispatcher.state().openAnswers()).isEqualTo(1);
  }

  @Test
  void whoWaitsForOneWhoIsRefusedAsksOnTheirOwnAccount() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    List<CompletableFuture<AskResult>> joined = new ArrayList<>();
    QuotaHolder refused =
        new CountingAsker() {
          @Override
          public CompletionStage<RateLimitDecision> charge() {
            joined.add(dispatcher.ask(first, asker).toCompletableFuture());
            assertThat(joined.get(0)).isNotDone();
            return CompletableFuture.completedFuture(Charges.refusal());
          }
        };

    assertThat(dispatcher.ask(first, refused).toCompletableFuture().join())
        .isInstanceOf(AskResult.Limited.class);

    assertThat(joined.get(0).join()).isInstanceOf(AskResult.Admitted.class);
    assertThat(asker.charged).isOne();
    assertThat(model.calls).hasSize(1);
    assertThat(dispatcher.state().openAnswers()).isOne();
  }

  @Test
  void whoJoinsAnAnswerThatHasLeftTheQueueIsNotToldToWait() throws Exception {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    ask(dispatcher, followUp);
    LogCursor early = read(ask(dispatcher, first));
    assertThat(WholeEvents.rest(early)).last().asString().contains("event: queued");
    model.last().end(new CompletionOutcome.Finished("stop", null));

    LogCursor late = read(ask(dispatcher, first));

    assertThat(WholeEvents.rest(late)).singleElement().asString().contains("event: answer");
  }

  @Test
  void anAnswerThatIsFoundAgainTakesNoRoomFromOthers() {
    QuestionDispatcher dispatcher = dispatcher(upstreams(), () -> PROMPT);
    String id = id(ask(dispatcher, first));
    sayMuch(model.last());
    for (int i = 0; i < 2_000; i++) {
      ask(dispatcher, first);
    }
    assertThat(model.calls).hasSize(1);
    assertThat(dispatcher.find(id).toCompletableFuture().join()).isNotNull();
  }

  /** A dispatcher that is closed in the very moment in which a question's stream is named. */
  private QuestionDispatcher dispatcherThatClosesMidway(@Nullable FailoverRouter router) {
    QuestionDispatcher dispatcher = dispatcher(router, () -> PROMPT);
    whenAStreamIsNamed =
        () -> {
          var unused = dispatcher.shutDown(Duration.ZERO);
        };
    return dispatcher;
  }

  private QuestionDispatcher dispatcher(@Nullable FailoverRouter router, Supplier<Prompt> prompt) {
    return dispatcher(
        router, prompt, (question, because, listener) -> CompletableFuture.completedFuture(false));
  }

  private QuestionDispatcher dispatcher(
      @Nullable FailoverRouter router, Supplier<Prompt> prompt, FallbackAnswerer fallback) {
    return new QuestionDispatcher(
        new AnswerLimits(
            64 * 1024,
            null,
            Duration.ofSeconds(15),
            callsAtOnce,
            9,
            1 << 20,
            Duration.ofMinutes(10)),
        question -> new SameAnywhere(prompt),
        question -> null,
        router,
        fallback,
        () -> {
          whenAStreamIsNamed.run();
          return "stream" + streams++;
        },
        new QuestionDispatcher.Surroundings(
            time, time, Runnable::run, new SimpleMeterRegistry(), new IgnoredQuestions()));
  }

  private FailoverRouter upstreams(ChatModel... fallbacks) {
    List<BudgetedChatModel> models = new ArrayList<>();
    models.add(new BudgetedChatModel(model, 100, null, Prices.FREE));
    Stream.of(fallbacks)
        .forEach(next -> models.add(new BudgetedChatModel(next, 100, null, Prices.FREE)));
    return FailoverRouter.create(
        models,
        Duration.ofSeconds(30),
        callsAtOnce,
        RouterSurroundings.budgets(time),
        RouterSurroundings.on(time));
  }

  private static void sayMuch(CompletionListener listener) {
    listener.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
    listener.delta("x".repeat(60_000));
    listener.end(new CompletionOutcome.Finished("stop", null));
  }

  private static String id(AskResult result) {
    return ((AskResult.Admitted) result).subscription().id();
  }

  private AskResult ask(QuestionDispatcher dispatcher, Question question) {
    return dispatcher.ask(question, asker).toCompletableFuture().join();
  }

  private static LogCursor read(AskResult result) throws PositionBeyondLogException {
    return ((AskResult.Admitted) result).subscription().read(0, () -> {});
  }

  private record SameAnywhere(Supplier<Prompt> asked) implements PromptFactory.Draft {

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
      return CompletableFuture.completedFuture(asked.get());
    }
  }

  /** A model whose calls the test answers by hand. */
  private static final class PlayedModel implements ChatModel {

    private final List<CompletionListener> calls = new ArrayList<>();

    CompletionListener last() {
      return calls.get(calls.size() - 1);
    }

    @Override
    public String description() {
      return "a model that the test plays";
    }

    @Override
    public ModelCall write(Prompt prompt, CompletionListener listener) {
      calls.add(listener);
      return () -> {};
    }
  }

  private static class CountingAsker implements QuotaHolder {

    private int charged;
    private int placesTaken;

    @Override
    public String key() {
      return "visitor";
    }

    @Override
    public CompletionStage<RateLimitDecision> charge() {
      charged++;
      placesTaken++;
      return Charges.admitted();
    }

    @Override
    public void refund() {
      charged--;
    }

    @Override
    public CompletionStage<Void> goOn() {
      placesTaken++;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void spent(long tokens) {
      // Nobody counts them.
    }

    @Override
    public void callsEnded() {
      placesTaken--;
    }
  }
}

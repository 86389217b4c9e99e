package dev.porchlight.llm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.answer.queue.AdmissionQueue;
import dev.porchlight.answer.queue.QueueTicket;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RouterSurroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty answers at once over an upstream that takes a call or asks callers to wait as chance has
 * it: none starts a call in a cooldown that is known, and no more calls than the window holds are
 * unconfirmed after it.
 */
final class CooldownPropertyTest {
  private static final int ANSWERS = 50;
  private static final int MAX_WINDOW = 16;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noCallIsStartedInAKnownCooldown(int seed) {
    new Run(seed).play();
  }

  private static final class Run implements ChatModel {
    private final Random random;
    private final ManualScheduler time = new ManualScheduler();
    private final AdmissionQueue queue =
        AdmissionQueue.inMemory(ANSWERS, 0, new Timers(time, Runnable::run), time);
    private final FailoverRouter router;
    private long waitUntilNanos;
    private int phase;
    private int confirmedInPhase;
    private int unconfirmedInPhase;
    private int open;

    Run(int seed) {
      random = new Random(seed);
      router =
          FailoverRouter.create(
              List.of(new BudgetedChatModel(this, 100, null, Prices.FREE)),
              Duration.ofMinutes(30),
              MAX_WINDOW,
              RouterSurroundings.budgets(time),
              new FailoverRouter.Surroundings(
                  time, time, Runnable::run, random, new SimpleMeterRegistry()));
      router.onChange(queue::move);
    }

    void play() {
      for (int i = 0; i < ANSWERS; i++) {
        QueueTicket ticket =
            Objects.requireNonNull(queue.take("visitor " + i).toCompletableFuture().join());
        open++;
        ticket.start(new Waiting(ticket, router.ask(FailoverRouterBench.PROMPT, tokens -> {})));
      }
      for (int i = 0; i < 10_000 && open > 0; i++) {
        time.advance(Duration.ofMillis(random.nextInt(1, 200)));
      }
      assertThat(open).as("answers that never ended").isZero();
      assertThat(queue.running() + queue.waiting()).isZero();
      assertThat(router.snapshots().get(0).callsInFlight()).isZero();
      assertThat(router.snapshots().get(0).tokensReserved()).isZero();
    }

    /** One answer, which goes back into the queue where its call failed or was cancelled. */
    private final class Waiting implements QueueTicket.QueueListener {
      private final QueueTicket ticket;
      private final FailoverAttempt attempt;

      Waiting(QueueTicket ticket, FailoverAttempt attempt) {
        this.ticket = ticket;
        this.attempt = attempt;
      }

      @Override
      public CompletionStage<Decision> choose() {
        return attempt.choose();
      }

      @Override
      public void go(Decision.Go go) {
        if (random.nextInt(10) == 0) {
          go.cancel();
          ticket.again();
          return;
        }
        var unused = go.write(new Answered(ticket));
      }

      @Override
      public void giveUp(Decision.GiveUp giveUp) {
        open--;
      }

      @Override
      public void queued() {}
    }

    @Override
    public String description() {
      return "chance";
    }

    @Override
    public ModelCall write(Prompt prompt, CompletionListener listener) {
      assertThat(time.read()).as("started in a cooldown").isGreaterThanOrEqualTo(waitUntilNanos);
      int startedIn = phase;
      unconfirmedInPhase++;
      int window = confirmedInPhase + 1;
      if (phase > 0 && window <= MAX_WINDOW) {
        assertThat(unconfirmedInPhase).as("unconfirmed").isLessThanOrEqualTo(window);
      }
      after(random.nextInt(1, 900), () -> answer(startedIn, listener));
      return () -> {};
    }

    private void answer(int startedIn, CompletionListener listener) {
      if (startedIn == phase) {
        unconfirmedInPhase--;
      }
      int chance = random.nextInt(10);
      if (chance < 2) {
        askToWait(listener);
      } else if (chance == 2) {
        listener.end(new CompletionOutcome.Aborted());
      } else {
        confirmedInPhase += startedIn == phase ? 1 : 0;
        listener.begin(new AnswerStart(AnswerStart.By.MODEL, null, List.of()));
        after(
            random.nextInt(1, 900),
            () -> listener.end(new CompletionOutcome.Finished("stop", new TokenUsage(9, 3))));
      }
    }

    private void askToWait(CompletionListener listener) {
      Duration wait = Duration.ofMillis(random.nextInt(1, 5000));
      if (time.read() >= waitUntilNanos) {
        phase++;
        confirmedInPhase = 0;
        unconfirmedInPhase = 0;
      }
      waitUntilNanos = Math.max(waitUntilNanos, time.read() + wait.toNanos());
      listener.end(new CompletionOutcome.Failed(FailureCode.UPSTREAM_BUSY, wait));
    }

    private void after(int millis, Runnable task) {
      var unused = time.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private final class Answered implements CompletionListener {
      private final QueueTicket ticket;

      Answered(QueueTicket ticket) {
        this.ticket = ticket;
      }

      @Override
      public void begin(AnswerStart begin) {}

      @Override
      public void delta(String text) {}

      @Override
      public void end(CompletionOutcome ending) {
        if (ending instanceof CompletionOutcome.Failed) {
          ticket.again();
        } else {
          ticket.leave();
          open--;
        }
      }
    }
  }
}

package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.budget.BudgetedChatModel;
import dev.porchlight.llm.budget.DailyBudgets;
import dev.porchlight.llm.budget.Prices;
import dev.porchlight.llm.resilience.CircuitBreakerSharing;
import dev.porchlight.llm.resilience.Decision;
import dev.porchlight.llm.resilience.FailoverRouter;
import dev.porchlight.llm.resilience.UpstreamStatus.State;
import dev.porchlight.testing.FakeChatModel;
import dev.porchlight.testing.ManualScheduler;
import dev.porchlight.testing.RecordedCompletion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every form of the circuit breaker does for the calls of one machine. */
abstract class CircuitBreakerContract {

  static final Prompt PROMPT =
      new Prompt(List.of(new Message(Message.Role.USER, "a question")), List.of());

  private static final Duration WAIT = Duration.ofSeconds(10);

  final ManualScheduler time = new ManualScheduler();

  /** A machine that calls one upstream. */
  record Machine(FailoverRouter router, FakeChatModel model, ManualScheduler time) {

    static Machine of(CircuitBreakerSharing sharing, ManualScheduler time) {
      FakeChatModel model = new FakeChatModel();
      FailoverRouter router =
          FailoverRouter.create(
              List.of(new BudgetedChatModel(model, 100, null, Prices.FREE)),
              Duration.ofSeconds(30),
              4,
              new DailyBudgets(
                  null, null, time, new Timers(time, Runnable::run), (name, usage, cost) -> {}),
              new FailoverRouter.Surroundings(
                  time, time, Runnable::run, new Random(7), new SimpleMeterRegistry(), sharing));
      return new Machine(router, model, time);
    }

    Decision choose() {
      return router.ask(PROMPT, cost -> {}).choose().toCompletableFuture().join();
    }

    FakeChatModel.Call call() {
      Decision decision = choose();
      assertThat(decision).isInstanceOf(Decision.Go.class);
      ((Decision.Go) decision).write(new RecordedCompletion());
      return model.last();
    }

    State state() {
      return router.snapshots().get(0).state();
    }
  }

  abstract Machine machine();

  @Test
  void whatTheUpstreamAsksForIsWaitedOut() {
    Machine machine = machine();
    machine.call().asksForCooldown(WAIT);
    assertThat(machine.state()).isEqualTo(State.COOLING_DOWN);
    assertThat(machine.choose()).isEqualTo(new Decision.Wait(WAIT));
    time.advance(WAIT);
    FakeChatModel.Call first = machine.call();
    assertThat(machine.choose()).isInstanceOf(Decision.Wait.class);
    first.begins();
    machine.call();
  }

  @Test
  void aLaterWordNeverShortensTheWait() {
    Machine machine = machine();
    FakeChatModel.Call first = machine.call();
    FakeChatModel.Call second = machine.call();
    first.asksForCooldown(WAIT);
    second.asksForCooldown(Duration.ofSeconds(1));
    assertThat(machine.choose()).isEqualTo(new Decision.Wait(WAIT));
  }

  @Test
  void whatLastsTripsItAtOnceAndNobodyWaits() {
    Machine machine = machine();
    machine.call().fails(FailureCode.UPSTREAM_MISCONFIGURED);
    assertThat(machine.state()).isEqualTo(State.OPEN);
    assertThat(machine.choose()).isInstanceOf(Decision.GiveUp.class);
    time.advance(Duration.ofMinutes(1));
    FakeChatModel.Call probe = machine.call();
    assertThat(machine.choose()).isInstanceOf(Decision.GiveUp.class);
    probe.begins();
    machine.call();
  }

  @Test
  void aProbeThatSaysNothingLetsAnotherFollow() {
    Machine machine = machine();
    machine.call().fails(FailureCode.UPSTREAM_MISCONFIGURED);
    time.advance(Duration.ofMinutes(1));
    machine.call().abort();
    machine.call().begins();
    assertThat(machine.state()).isNotEqualTo(State.OPEN);
  }
}

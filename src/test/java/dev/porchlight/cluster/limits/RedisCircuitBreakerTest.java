package dev.porchlight.cluster.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.RedisForTests;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.resilience.Decision;
import dev.porchlight.llm.resilience.UpstreamStatus.State;
import dev.porchlight.testing.FakeChatModel;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The circuit breakers of several machines over a real Redis. */
final class RedisCircuitBreakerTest extends CircuitBreakerContract {

  private static final Duration WAIT = Duration.ofMinutes(10);

  @RegisterExtension static final RedisForTests redis = new RedisForTests();

  @Override
  Machine machine() {
    return Machine.of(redis.machines().join(time, time).circuitBreakers(), time);
  }

  @Test
  void whatOneMachineIsAskedToWaitForHoldsForAll() {
    Machine first = machine();
    Machine second = machine();
    first.call().asksForCooldown(WAIT);
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> second.state() == State.COOLING_DOWN);
    assertThat(second.choose()).isInstanceOf(Decision.GiveUp.class);
  }

  @Test
  void aMachineThatComesLaterFindsTheCircuitOpen() {
    machine().call().fails(FailureCode.UPSTREAM_MISCONFIGURED);
    Machine late = machine();
    Awaitility.await().until(() -> late.state() == State.OPEN);
  }

  @Test
  void whoMissedTheNewsFindsItASecondLater() throws IOException {
    Machine deaf = machine();
    redis.server().ask("SET", "porchlight:circuit:{primary}", "UPSTREAM_BUSY true", "PX", "600000");
    Awaitility.await().until(() -> deaf.state() == State.OPEN);
  }

  @Test
  void theFirstCallAfterwardsIsOneForAll() throws IOException {
    Machine first = machine();
    Machine second = machine();
    first.call().fails(FailureCode.UPSTREAM_MISCONFIGURED);
    Awaitility.await().until(() -> second.state() == State.OPEN);
    redis.server().ask("DEL", "porchlight:circuit:{primary}");
    time.advance(Duration.ofMinutes(1));
    FakeChatModel.Call probe = second.call();
    assertThat(first.choose()).isInstanceOf(Decision.GiveUp.class);
    probe.begins();
    Awaitility.await().until(() -> first.choose() instanceof Decision.Go);
    assertThat(first.state()).isEqualTo(State.SLOW_START);
  }
}

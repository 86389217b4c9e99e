package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.fake.Dialect;
import dev.porchlight.fake.FakeUpstream;
import dev.porchlight.fake.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dialect and every fault that ends by itself, over real sockets. */
final class OpenAiModelFaultsTest {
  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ModelBench bench = new ModelBench();

  @ParameterizedTest
  @MethodSource("dev.porchlight.fake.Dialect#all")
  void everyDialectIsUnderstood(Dialect dialect) {
    assertAnswer(dialect.name(), dialect.text(), dialect.ending());
  }

  static Stream<Fault> faults() {
    return Stream.of(Fault.statuses(), Fault.waits(), Fault.connections(), Fault.bodies())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultEndsAsItShould(Fault fault) {
    assertAnswer(fault.name(), fault.text(), fault.ending());
  }

  private void assertAnswer(String script, String text, ModelEnding ending) {
    RecordedAnswer answer = bench.ask(upstream.uri(script));
    assertThat(answer.ending()).isEqualTo(ending);
    assertThat(answer.text()).isEqualTo(text);
    upstream.awaitNothingRunning();
    await().untilAsserted(() -> assertThat(bench.time.pending()).as("timers").isZero());
  }
}

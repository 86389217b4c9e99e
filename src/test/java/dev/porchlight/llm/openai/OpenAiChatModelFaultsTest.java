package dev.porchlight.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.upstream.Dialect;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dialect and every fault that ends by itself, over real sockets. */
final class OpenAiChatModelFaultsTest {
  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ChatModelBench bench = new ChatModelBench();

  @ParameterizedTest
  @MethodSource("dev.porchlight.testing.upstream.Dialect#all")
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

  private void assertAnswer(String script, String text, CompletionOutcome ending) {
    RecordedCompletion completion = bench.ask(upstream.uri(script));
    assertThat(completion.ending()).isEqualTo(ending);
    assertThat(completion.text()).isEqualTo(text);
    upstream.awaitNothingRunning();
    await().untilAsserted(() -> assertThat(bench.time.pending()).as("timers").isZero());
  }
}

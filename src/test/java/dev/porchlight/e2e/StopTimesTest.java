package dev.porchlight.e2e;

import static dev.porchlight.e2e.ProcessesOfASite.begun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How long after a stop on one machine another hangs up on its call to the model. With {@code
 * -Dstops=200}, so many stops; what they took is printed.
 */
final class StopTimesTest {

  private static final int STOPS = Integer.getInteger("stops", 6);
  private static final int MACHINES = 3;

  private static final Map<String, String> WITHOUT_LIMITS =
      Map.of(
          "VISITOR_QUESTIONS_PER_MINUTE", "none",
          "VISITOR_QUESTIONS_PER_DAY", "none",
          "VISITOR_TOKENS_PER_DAY", "none",
          "VISITOR_OPEN_STREAMS", "none",
          "DAILY_TOKEN_BUDGET", "none",
          "TRUSTED_PROXIES", "1");

  @RegisterExtension final ProcessesOfASite site = new ProcessesOfASite();

  private final List<ChatClient> machines = new ArrayList<>();

  /** What is done to the site before each stop. */
  private interface Deed {

    void perform() throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    List<ServerProcess> processes = new ArrayList<>();
    for (int i = 0; i < MACHINES; i++) {
      processes.add(site.start(WITHOUT_LIMITS));
    }
    for (ServerProcess process : processes) {
      machines.add(new ChatClient(process.awaitAddress()));
    }
  }

  @Test
  void eachStopOnAnotherMachineClosesTheCall() throws IOException {
    measure("stop on another machine", () -> {});
  }

  @Test
  void eachStopClosesTheCallThoughTheConnectionsThatItComesByAreBeingRenewed() throws IOException {
    measure("the same, connections being renewed", site::cutInboxes);
  }

  private void measure(String what, Deed before) throws IOException {
    List<Long> micros = new ArrayList<>();
    for (int stop = 0; stop < STOPS; stop++) {
      micros.add(TimeUnit.NANOSECONDS.toMicros(stopOne(stop, before)));
    }
    assertThat(site.upstream().requests()).hasSize(STOPS);
    List<Long> sorted = micros.stream().sorted().toList();
    System.out.printf(
        "%s, %d times: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        what, STOPS, part(sorted, 0.5), part(sorted, 0.99), part(sorted, 1));
  }

  private static double part(List<Long> sorted, double part) {
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1) / 1_000.0;
  }

  private long stopOne(int number, Deed before) throws IOException {
    ChatClient asked = machines.get(number % MACHINES);
    ChatClient stopped = machines.get((number + 1) % MACHINES);
    String address = "X-Forwarded-For: 10.0.%d.%d".formatted(number / 250, number % 250);
    String question = ChatClient.question("Who is number %d?".formatted(number));
    try (RecordedStream stream = asked.post(question, address)) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      String id = begun(stream);
      stream.expectChunk("one ");
      before.perform();
      long begin = System.nanoTime();
      try (RecordedStream stop = stopped.request("DELETE", "/chat/" + id, "", address)) {
        assertThat(stop.status()).isEqualTo(204);
      }
      long took = call.hungUpAt() - begin;
      stream.expectDone("stopped");
      return took;
    }
  }
}

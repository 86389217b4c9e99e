package dev.porchlight.e2e;

import static dev.porchlight.e2e.ProcessesOfASite.begun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes of which some take questions and others call the model, over a real Redis. */
final class WorkersTest {

  @RegisterExtension final ProcessesOfASite site = new ProcessesOfASite();

  @Test
  void whatOneWebMachineIsAskedAWorkerCallsForAndAnotherWebMachineStops() throws IOException {
    startWorkers(2);
    ChatClient asked = web();
    ChatClient stopped = web();
    try (RecordedStream stream = asked.ask("Who are you?")) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      String id = begun(stream);
      stream.expectChunk("one ");
      for (int piece = 0; piece < 50; piece++) {
        call.delta(piece + " ");
        stream.expectChunk(piece + " ");
      }
      assertThat(stopped.stop(id)).isEqualTo(204);
      call.awaitHangUp();
      stream.expectDone("stopped");
    }
    try (RecordedStream whole = stopped.ask("And who else?")) {
      site.upstream().awaitExchange().startStream().delta("Me.").finish("stop").done();
      begun(whole);
      whole.expectChunk("Me.");
      whole.expectDone("finished");
    }
    assertThat(site.upstream().requests()).hasSize(2);
  }

  @Test
  void whereItsWorkerIsKilledBeforeItSaidAnythingAnotherMakesTheCall() throws Exception {
    ServerProcess first = startWorker();
    ChatClient asked = web();
    web();
    try (RecordedStream stream = asked.ask("Who are you?")) {
      stream.expectAnswer();
      site.upstream().awaitExchange();
      startWorker();
      first.kill();
      first.awaitExit();
      site.upstream().awaitExchange().startStream().delta("one").finish("stop").done();
      stream.expectBegin("model");
      stream.expectChunk("one");
      stream.expectDone("finished");
    }
  }

  @Test
  void whereItsWorkerIsKilledAfterItsFirstWordTheAnswerIsCutOff() throws Exception {
    ServerProcess first = startWorker();
    ChatClient asked = web();
    try (RecordedStream stream = asked.ask("Who are you?")) {
      site.upstream().awaitExchange().startStream().delta("one ");
      begun(stream);
      stream.expectChunk("one ");
      startWorker();
      first.kill();
      first.awaitExit();
      stream.expectDone("cut_off").with("reason", "upstream_ended");
    }
    assertThat(site.upstream().requests()).hasSize(1);
  }

  @Test
  void aWorkerThatIsAskedToStopFinishesItsCallsAndTakesNoMore() throws Exception {
    ServerProcess first = startWorker();
    ChatClient asked = web();
    try (RecordedStream stream = asked.ask("Who are you?")) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      begun(stream);
      stream.expectChunk("one ");
      startWorker();
      first.terminate();
      Awaitility.await().until(() -> site.redis().ask("ZCARD", "porchlight:workers").equals(":1"));
      call.delta("two ").finish("stop").done();
      stream.expectChunk("two ");
      stream.expectDone("finished");
      first.awaitExit();
    }
    try (RecordedStream next = asked.ask("And who else?")) {
      site.upstream().awaitExchange().startStream().delta("Me.").finish("stop").done();
      begun(next);
      next.expectChunk("Me.");
      next.expectDone("finished");
    }
  }

  @Test
  void withoutAWorkerThePagesAreQuoted() throws IOException {
    try (RecordedStream stream = web().ask("What is Porchlight?")) {
      stream.expectAnswer();
      stream.expectBegin("extract").with("because", "upstream_unavailable");
      stream.leave();
    }
    assertThat(site.upstream().requests()).isEmpty();
  }

  @Test
  void aWorkerIsWatchedAndServesNoPageAndNoChat() throws IOException {
    ChatClient worker = new ChatClient(start("worker").awaitAddress());
    assertThat(status(worker, "/healthz")).isEqualTo(200);
    assertThat(status(worker, "/readyz")).isEqualTo(200);
    assertThat(status(worker, "/")).isEqualTo(404);
    assertThat(status(worker, "/config")).isEqualTo(404);
    try (RecordedStream refused = worker.ask("Who are you?")) {
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.json().path("code").asText()).isEqualTo("not_found");
    }
  }

  private static int status(ChatClient client, String path) {
    try (RecordedStream response = client.get(path)) {
      return response.status();
    }
  }

  private ChatClient web() throws IOException {
    ServerProcess process = start("web");
    URI address = process.awaitAddress();
    return new ChatClient(address);
  }

  private void startWorkers(int number) throws IOException {
    for (int i = 0; i < number; i++) {
      startWorker();
    }
    Awaitility.await()
        .until(() -> site.redis().ask("ZCARD", "porchlight:workers").equals(":" + number));
  }

  private ServerProcess startWorker() throws IOException {
    ServerProcess process = start("worker");
    process.awaitAddress();
    return process;
  }

  private ServerProcess start(String role) throws IOException {
    return site.start(Map.of("ROLE", role));
  }
}

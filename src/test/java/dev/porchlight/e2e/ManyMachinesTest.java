package dev.porchlight.e2e;

import static dev.porchlight.e2e.ProcessesOfASite.begun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Server processes that are one site over a real Redis: whoever is asked, any of them answers. */
final class ManyMachinesTest {

  @RegisterExtension final ProcessesOfASite site = new ProcessesOfASite();

  /** A server process and one who visits it. */
  private record Machine(ServerProcess process, ChatClient visitor) {}

  @Test
  void anAnswerIsAskedForOnOneReadOnOnAnotherAndStoppedOnTheThird() throws IOException {
    List<Machine> machines = start(3);
    Machine asked = machines.get(0);
    Machine resumed = machines.get(1);
    Machine stopped = machines.get(2);
    try (RecordedStream first = asked.visitor.ask("Who are you?")) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      String id = begun(first);
      first.expectChunk("one ");
      try (RecordedStream second = resumed.visitor.resume(id, 1)) {
        assertThat(second.expectAnswer()).isEqualTo(id);
        second.expectChunk("one ");
        call.delta("two ");
        second.expectChunk("two ");
        first.expectChunk("two ");
        assertThat(stopped.visitor.stop(id)).isEqualTo(204);
        call.awaitHangUp();
        first.expectDone("stopped");
        second.expectDone("stopped");
      }
      try (RecordedStream again = stopped.visitor.resume(id, 2)) {
        again.expectAnswer();
        again.expectChunk("two ");
        again.expectDone("stopped");
      }
    }
  }

  @Test
  void aStopArrivesThoughTheConnectionThatItComesByIsBeingRenewed() throws IOException {
    List<Machine> machines = start(2);
    Machine asked = machines.get(0);
    Machine stopped = machines.get(1);
    try (RecordedStream stream = asked.visitor.ask("Who are you?")) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      String id = begun(stream);
      stream.expectChunk("one ");
      assertThat(site.cutInboxes()).isEqualTo(2);
      assertThat(stopped.visitor.stop(id)).isEqualTo(204);
      call.awaitHangUp();
      stream.expectDone("stopped");
    }
  }

  @Test
  void anAnswerWhoseMachineIsKilledIsCutOffForWhoeverReadsItElsewhere() throws Exception {
    List<Machine> machines = start(3);
    Machine asked = machines.get(0);
    Machine resumed = machines.get(1);
    try (RecordedStream first = asked.visitor.ask("Who are you?").leave()) {
      site.upstream().awaitExchange().startStream().delta("one ");
      String id = begun(first);
      first.expectChunk("one ");
      try (RecordedStream second = resumed.visitor.resume(id, 0)) {
        second.expectAnswer();
        second.expectBegin("model");
        second.expectChunk("one ");
        asked.process.kill();
        asked.process.awaitExit();
        second.expectDone("cut_off").with("reason", "upstream_ended");
      }
      try (RecordedStream later = machines.get(2).visitor.resume(id, 2)) {
        later.expectAnswer();
        later.expectDone("cut_off");
      }
    }
  }

  @Test
  void anAnswerOfWhichNothingWasSaidIsWrittenByAnotherMachineWhereItsOwnIsKilled()
      throws Exception {
    List<Machine> machines = start(2);
    Machine asked = machines.get(0);
    try (RecordedStream first = asked.visitor.ask("Who are you?").leave()) {
      String id = first.expectAnswer();
      site.upstream().awaitExchange();
      try (RecordedStream second = machines.get(1).visitor.resume(id, 0)) {
        assertThat(second.expectAnswer()).isEqualTo(id);
        asked.process.kill();
        asked.process.awaitExit();
        site.upstream()
            .awaitExchange()
            .startStream()
            .delta("one ")
            .delta("two")
            .finish("stop")
            .done();
        second.expectUpTo("begin").with("by", "model");
        second.expectChunk("one ");
        second.expectChunk("two");
        second.expectDone("finished");
      }
    }
    assertThat(site.upstream().requests()).hasSize(2);
  }

  @Test
  void anAnswerThatHasEndedIsReadElsewhereAfterItsMachineIsGone() throws Exception {
    List<Machine> machines = start(2);
    Machine asked = machines.get(0);
    Machine other = machines.get(1);
    String id;
    try (RecordedStream first = asked.visitor.ask("Who are you?")) {
      site.upstream().awaitExchange().startStream().delta("one ").finish("stop").done();
      id = begun(first);
      first.expectChunk("one ");
      first.expectDone("finished");
    }
    asked.process.terminate();
    asked.process.awaitExit();
    try (RecordedStream second = other.visitor.resume(id, 0)) {
      assertThat(second.expect("answer").data().path("cached").asBoolean()).isFalse();
      second.expectBegin("model");
      second.expectChunk("one ");
      second.expectDone("finished");
    }
    try (RecordedStream gone = other.visitor.resume("unknown", 0)) {
      assertThat(gone.status()).isEqualTo(404);
    }
  }

  @Test
  void whatIsLeftOnOneAndReadOnAnotherGoesOnUntilItIsLeftThereToo() throws IOException {
    List<Machine> machines = start(2);
    Machine asked = machines.get(0);
    Machine resumed = machines.get(1);
    RecordedStream first = asked.visitor.ask("Who are you?");
    Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
    String id = begun(first);
    first.expectChunk("one ");
    try (RecordedStream second = resumed.visitor.resume(id, 2)) {
      second.expectAnswer();
      first.leave().close();
      for (int piece = 0; piece < 30; piece++) {
        call.pause(Duration.ofMillis(100)).delta(piece + " ");
        second.expectChunk(piece + " ");
      }
      second.leave();
    }
    call.awaitHangUp();
  }

  @Test
  void twoThatAreAskedTheSameMakeOneCallAndAThirdGivesItAgain() throws IOException {
    List<Machine> machines = start(3);
    try (RecordedStream first = machines.get(0).visitor.ask("Who are you?");
        RecordedStream second = machines.get(1).visitor.ask("who are  you")) {
      Exchange call = site.upstream().awaitExchange().startStream();
      first.expectAnswer();
      assertThat(second.expect("answer").data().path("cached").asBoolean()).isFalse();
      call.delta("one ");
      for (RecordedStream stream : List.of(first, second)) {
        stream.expectUpTo("begin").with("by", "model");
        stream.expectChunk("one ");
      }
      call.delta("two").finish("stop").done();
      for (RecordedStream stream : List.of(first, second)) {
        stream.expectChunk("two");
        stream.expectDone("finished");
      }
    }
    String answer = site.redis().ask("KEYS", "porchlight:answer:*").lines().toList().get(2);
    Awaitility.await().until(() -> site.redis().ask("HEXISTS", answer, "end").equals(":1"));
    try (RecordedStream third = machines.get(2).visitor.ask("Who are you?")) {
      assertThat(third.expect("answer").data().path("cached").asBoolean()).isTrue();
      third.expectBegin("model");
      assertThat(third.remainingText()).isEqualTo("one two");
      third.expectDone("finished");
    }
    assertThat(site.upstream().requests()).hasSize(1);
  }

  @Test
  void aMachineThatIsStoppedLetsTheReadersOfOtherMachinesAnswersGoOnElsewhere() throws Exception {
    List<Machine> machines = start(3);
    try (RecordedStream first = machines.get(0).visitor.ask("Who are you?")) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      String id = begun(first);
      first.expectChunk("one ");
      RecordedStream second = machines.get(1).visitor.resume(id, 1);
      second.expectAnswer();
      second.expectChunk("one ");
      machines.get(1).process.terminate();
      assertThatThrownBy(second::skipToTheEnd).hasMessageContaining("The stream broke");
      second.leave().close();
      try (RecordedStream third = machines.get(2).visitor.resume(id, 2)) {
        third.expectAnswer();
        call.delta("two").finish("stop").done();
        for (RecordedStream stream : List.of(first, third)) {
          stream.expectChunk("two");
          stream.expectDone("finished");
        }
      }
    }
  }

  private List<Machine> start(int number) throws IOException {
    List<ServerProcess> processes = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      processes.add(site.start(Map.of()));
    }
    List<Machine> machines = new ArrayList<>();
    for (ServerProcess process : processes) {
      machines.add(new Machine(process, new ChatClient(process.awaitAddress())));
    }
    return machines;
  }
}

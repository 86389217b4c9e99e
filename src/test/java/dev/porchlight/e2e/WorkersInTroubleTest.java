package dev.porchlight.e2e;

import static dev.porchlight.e2e.ProcessesOfASite.begun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.cluster.calls.CallService;
import dev.porchlight.testing.ServerProcess;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.ExpectedEvent;
import dev.porchlight.testing.upstream.RecordedLog;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Web machines and workers whose Redis fails, or which fail themselves, while a model writes. */
final class WorkersInTroubleTest {

  @RegisterExtension final ProcessesOfASite site = new ProcessesOfASite();

  @Test
  void whatIsWrittenWhileRedisIsLostForAShortTimeArrivesOnceItIsBack() throws IOException {
    try (RedisSite worker = machine("worker");
        RedisSite web = machine("web");
        RecordedStream stream = web.visitor().ask("Who are you?")) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      begun(stream);
      stream.expectChunk("one ");
      site.redis().freeze();
      call.delta("two ");
      Awaitility.await().until(() -> web.redis().equals("lost") && worker.redis().equals("lost"));
      call.delta("three ");
      site.redis().resume();
      stream.expectChunk("two ");
      stream.expectChunk("three ");
      call.delta("four").finish("stop").done();
      stream.expectChunk("four");
      stream.expectDone("finished");
      stream.assertExhausted();
    }
  }

  @Test
  void anAnswerOfAWorkerIsCutOffWhereRedisIsLostForLong() throws IOException {
    try (RecordedLog log = RecordedLog.of(CallService.class);
        RedisSite worker = machine("worker");
        RedisSite web = machine("web");
        RecordedStream stream = web.visitor().ask("Who are you?")) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      begun(stream);
      stream.expectChunk("one ");
      site.redis().stop();
      call.delta("two ");
      stream.expectDone("cut_off").with("reason", "upstream_ended");
      stream.assertExhausted();
      call.awaitHangUp();
      assertThat(log.lines()).anyMatch(line -> line.contains("calls are given up"));
      site.redis().startAgain();
      Awaitility.await().until(() -> web.redis().equals("up") && worker.redis().equals("up"));
      Awaitility.await().until(() -> site.redis().ask("ZCARD", "porchlight:workers").equals(":1"));
      checkThatItAnswers(web);
    }
  }

  @Test
  void anEmptiedRedisEndsAnAnswerOfAWorkerOnceAndTheNextIsWrittenAtOnce() throws IOException {
    try (RedisSite worker = machine("worker");
        RedisSite web = machine("web")) {
      assertThat(worker.redis()).isEqualTo("up");
      for (int round = 0; round < 10; round++) {
        try (RecordedStream stream = web.visitor().ask("Who is number %d?".formatted(round))) {
          stream.expectAnswer();
          if (round % 2 == 0) {
            site.redis().ask("FLUSHALL");
          }
          Exchange call = site.upstream().awaitExchange().startStream();
          for (int piece = 0; piece < 20; piece++) {
            call.delta(piece + " ");
          }
          site.redis().ask("FLUSHALL");
          call.delta("last").finish("stop").done();
          checkOneEnding(stream);
        }
        checkThatItAnswers(web);
      }
    }
  }

  /** Either all of it, or a part without a gap that is said to be one. */
  private static void checkOneEnding(RecordedStream stream) {
    StringBuilder whole = new StringBuilder();
    for (int piece = 0; piece < 20; piece++) {
      whole.append(piece).append(' ');
    }
    whole.append("last");
    StringBuilder text = new StringBuilder();
    ExpectedEvent event = ExpectedEvent.of(stream.next());
    String ending = "";
    while (ending.isEmpty()) {
      text.append(event.data().path("text").asText());
      ending = event.data().path("ending").asText();
      if (ending.isEmpty()) {
        event = ExpectedEvent.of(stream.next());
      }
    }
    stream.assertExhausted();
    assertThat(whole.toString()).startsWith(text.toString());
    assertThat(ending).isEqualTo(whole.length() == text.length() ? ending : "cut_off");
  }

  private void checkThatItAnswers(RedisSite web) {
    try (RecordedStream next = web.visitor().ask("And who else than " + System.nanoTime())) {
      next.expectAnswer();
      site.upstream().awaitExchange().startStream().delta("Me.").finish("stop").done();
      next.expectUpTo("begin").with("by", "model");
      next.skipToTheEnd();
    }
  }

  @Test
  void aWorkerHangsUpOnTheCallOfAWebMachineThatIsKilledAndTheNextHasItsTurn() throws Exception {
    Map<String, String> one = Map.of("UPSTREAM_STREAMS", "1");
    start("worker", one).awaitAddress();
    ServerProcess killed = start("web", one);
    ChatClient first = new ChatClient(killed.awaitAddress());
    ChatClient second = new ChatClient(start("web", one).awaitAddress());
    try (RecordedStream lost = first.ask("Who are you?").leave()) {
      Exchange call = site.upstream().awaitExchange().startStream().delta("one ");
      begun(lost);
      lost.expectChunk("one ");
      try (RecordedStream stream = second.ask("And who else?")) {
        stream.expectAnswer();
        stream.expect("queued");
        killed.kill();
        killed.awaitExit();
        call.awaitHangUp();
        site.upstream().awaitExchange().startStream().delta("Me.").finish("stop").done();
        stream.expectUpTo("begin").with("by", "model");
        stream.expectChunk("Me.");
        stream.expectDone("finished");
      }
    }
  }

  @Test
  void aWorkerThatWasPausedForTooLongHangsUpOnceItGoesOnAndNothingIsWrittenTwice()
      throws Exception {
    ServerProcess paused = start("worker", Map.of());
    paused.awaitAddress();
    ChatClient asked = new ChatClient(start("web", Map.of()).awaitAddress());
    try (RecordedStream begun = asked.ask("Who are you?");
        RecordedStream silent = asked.ask("And who else?")) {
      Exchange first = site.upstream().awaitExchange().startStream();
      Exchange second = site.upstream().awaitExchange().startStream();
      boolean isFirst = first.request().question().equals("Who are you?");
      Exchange call = isFirst ? first : second;
      call.delta("one ");
      begun(begun);
      begun.expectChunk("one ");
      silent.expectAnswer();
      start("worker", Map.of()).awaitAddress();
      Awaitility.await().until(() -> site.redis().ask("ZCARD", "porchlight:workers").equals(":2"));
      paused.freeze();
      call.delta("two ");
      begun.expectDone("cut_off").with("reason", "upstream_ended");
      begun.assertExhausted();
      site.upstream().awaitExchange().startStream().delta("Me.").finish("stop").done();
      (isFirst ? second : first).delta("Twice. ");
      silent.expectUpTo("begin").with("by", "model");
      silent.expectChunk("Me.");
      silent.expectDone("finished");
      silent.assertExhausted();
      paused.resume();
      first.awaitHangUp();
      second.awaitHangUp();
    }
    assertThat(site.upstream().requests()).hasSize(3);
  }

  /** A machine of the site in this process, with the patience that it has for visitors. */
  private RedisSite machine(String role) {
    Map<String, String> variables =
        Map.of("ROLE", role, "REDIS_TIMEOUT_MS", "300", "RESUME_GRACE_SECONDS", "1");
    return RedisSite.serve(site.redis(), site.upstream(), "manual", variables);
  }

  private ServerProcess start(String role, Map<String, String> more) throws IOException {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("ROLE", role);
    return site.start(variables);
  }
}

package dev.porchlight.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.sse.ServerSentEvent;
import dev.porchlight.testing.upstream.ChatClient;
import dev.porchlight.testing.upstream.ExpectedEvent;
import dev.porchlight.testing.upstream.RecordedStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A visitor of a site of several machines whose connection breaks off at random, and who reads on
 * after the last position on another machine each time. It fails where a position is not the next
 * one, where anything follows the ending, and where a stream ends without one. For one thread.
 */
final class RestlessReader {

  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofMillis(20);
  private static final int NEVER = Integer.MAX_VALUE;

  private final RoundRobin site;
  private final String address;
  private final Random random;
  private final int mostEvents;
  private final List<ServerSentEvent> events = new ArrayList<>();
  private final List<RoundRobin.Machine> asked = new ArrayList<>();
  private @Nullable String streamId;
  private int turn;
  private int attempts;
  private int forgotten;
  private boolean over;
  private boolean gone;

  private RestlessReader(RoundRobin site, String address, Random random, int mostEvents) {
    this.site = site;
    this.address = "X-Forwarded-For: " + address;
    this.random = random;
    this.mostEvents = mostEvents;
    this.turn = random.nextInt(site.size());
  }

  /**
   * @param address by which the site counts what one visitor may do
   * @param mostEvents how many events it reads at most before it leaves
   */
  static RestlessReader leaving(RoundRobin site, String address, Random random, int mostEvents) {
    return new RestlessReader(site, address, random, mostEvents);
  }

  /** One who never leaves by itself. */
  static RestlessReader staying(RoundRobin site, String address, Random random) {
    return new RestlessReader(site, address, random, NEVER);
  }

  /** Asks under a key, again where it breaks off before the stream has an id, which it gives. */
  String ask(String question, String key) {
    String body = ChatClient.question(question);
    patiently(
        () -> {
          RoundRobin.Machine machine = another();
          asked.add(machine);
          read(machine, visitor -> visitor.post(body, address, "Idempotency-Key: " + key));
          return streamId != null;
        });
    return Objects.requireNonNull(streamId);
  }

  /** Reads the answer on to its end. */
  RestlessReader readToTheEnd(String id) {
    streamId = id;
    patiently(
        () -> {
          if (!over) {
            read(another(), visitor -> readOn(visitor, id));
          }
          return over;
        });
    return this;
  }

  /** What it has read, without what says where a stream starts. */
  List<ServerSentEvent> events() {
    return events;
  }

  /** Whether it was told that there is no such answer. */
  boolean isGone() {
    return gone;
  }

  int attempts() {
    return attempts;
  }

  /** How many events it had read that the next machine did not know, and gave up for that. */
  int forgotten() {
    return forgotten;
  }

  /** Whether the answer may have been written on a machine that was killed. */
  boolean hasAskedAKilledMachine() {
    return asked.stream().anyMatch(RoundRobin.Machine::isKilled);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    events.stream()
        .filter(event -> event.event().equals("chunk"))
        .forEach(event -> text.append(ExpectedEvent.of(event).data().path("text").asText()));
    return text.toString();
  }

  /** How it ended; {@code error} where it failed. */
  String ending() {
    ServerSentEvent last = events.get(events.size() - 1);
    return last.event().equals("done")
        ? ExpectedEvent.of(last).data().path("ending").asText()
        : last.event();
  }

  private RecordedStream readOn(ChatClient visitor, String id) {
    String position = "Last-Event-ID: " + events.size();
    return visitor.get("/chat/" + id, address, position);
  }

  private static void patiently(Callable<Boolean> isDone) {
    Awaitility.await("an answer's end")
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(REST)
        .atMost(LONGEST_ANSWER)
        .until(isDone);
  }

  private RoundRobin.Machine another() {
    attempts++;
    turn += 1 + random.nextInt(site.size() - 1);
    return site.at(turn);
  }

  /** What a visitor asks for. */
  private interface Request {

    RecordedStream send(ChatClient visitor);
  }

  /** One attempt, which ends where it is left or breaks. */
  private void read(RoundRobin.Machine machine, Request request) {
    try (RecordedStream stream = request.send(new ChatClient(machine.address())).leave()) {
      if (stream.status() == 200) {
        take(stream);
      } else {
        refused(stream);
      }
    } catch (UncheckedIOException broken) {
      checkThatItBroke(broken, broken);
    } catch (AssertionError failure) {
      checkThatItBroke(failure.getCause(), failure);
    }
  }

  private void take(RecordedStream stream) {
    int length = mostEvents == NEVER ? NEVER : random.nextInt(mostEvents);
    for (int i = 0; i < length; i++) {
      ServerSentEvent event = stream.next();
      if (event.event().equals("answer")) {
        opened(event);
      } else if (!event.event().equals("queued")) {
        append(event);
      }
      if (over) {
        stream.assertExhausted();
        return;
      }
    }
    if (random.nextBoolean()) {
      stream.reset();
    }
  }

  /** An ending may come before the position of one who has read what its machine took with it. */
  private void append(ServerSentEvent event) {
    over = event.event().equals("done") || event.event().equals("error");
    if (over) {
      goBackTo(Integer.parseInt(event.lastEventId()) - 1, event);
    }
    assertThat(event.lastEventId()).as("id of %s", event).isEqualTo("" + (events.size() + 1));
    events.add(event);
  }

  private void goBackTo(int position, ServerSentEvent event) {
    assertThat(position).as("id of %s", event).isBetween(0, events.size());
    List<ServerSentEvent> unknown = events.subList(position, events.size());
    forgotten += unknown.size();
    unknown.clear();
  }

  private void opened(ServerSentEvent event) {
    String id = ExpectedEvent.of(event).data().path("id").asText();
    goBackTo(Integer.parseInt(event.lastEventId()), event);
    if (streamId == null) {
      streamId = id;
    }
    assertThat(id).isEqualTo(streamId);
  }

  /** Where Redis can't be reached, only the machine that writes an answer knows it. */
  private void refused(RecordedStream stream) {
    if (stream.status() == 404) {
      assertThat(stream.json().path("code").asText()).isEqualTo("answer_gone");
      gone = true;
      over = true;
    } else {
      assertThat(stream.status()).isEqualTo(503);
    }
  }

  private static <T extends Throwable> void checkThatItBroke(@Nullable Throwable cause, T failure)
      throws T {
    Throwable reason = cause instanceof UncheckedIOException ? cause.getCause() : cause;
    if (!(reason instanceof IOException) || reason instanceof SocketTimeoutException) {
      throw failure;
    }
  }
}

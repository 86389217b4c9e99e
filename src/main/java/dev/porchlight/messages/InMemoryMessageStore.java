package dev.porchlight.messages;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages in the memory of this process, lost with it. */
public final class InMemoryMessageStore implements MessageStore {

  /** What is known of a message that was taken; the second is null until it is delivered. */
  private record Taken(LocalDate received, @Nullable LocalDate delivered) {}

  @GuardedBy("this")
  private final Map<String, Taken> taken = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, WaitingMessage> waiting = new LinkedHashMap<>();

  @Override
  public synchronized MessageLimits.Taking add(VisitorMessage message, MessageLimits limits) {
    if (taken.containsKey(message.id())) {
      return MessageLimits.Taking.KNOWN;
    }
    LocalDate day = dayOf(message.received());
    MessageLimits.Taking taking = limits.check(takenOn(day), waiting.size());
    if (taking == MessageLimits.Taking.KEPT) {
      taken.put(message.id(), new Taken(day, null));
      waiting.put(message.id(), new WaitingMessage(message, 0, message.received(), null));
    }
    return taking;
  }

  @GuardedBy("this")
  private int takenOn(LocalDate day) {
    return (int) taken.values().stream().filter(message -> message.received().equals(day)).count();
  }

  @Override
  public synchronized boolean knows(String id) {
    return taken.containsKey(id);
  }

  @Override
  public synchronized @Nullable WaitingMessage due(Instant now) {
    return byNextAttempt()
        .filter(message -> isDue(message.nextAttempt(), now))
        .findFirst()
        .orElse(null);
  }

  private static boolean isDue(Instant attempt, Instant now) {
    return !attempt.isAfter(now) || attempt.isAfter(now.plus(LONGEST_WAIT));
  }

  @Override
  public synchronized @Nullable Instant nextAttempt() {
    return byNextAttempt().map(WaitingMessage::nextAttempt).findFirst().orElse(null);
  }

  @GuardedBy("this")
  private Stream<WaitingMessage> byNextAttempt() {
    return waiting.values().stream().sorted(Comparator.comparing(WaitingMessage::nextAttempt));
  }

  @Override
  public synchronized void makeDue(Instant now) {
    waiting.replaceAll(
        (id, was) -> new WaitingMessage(was.message(), was.attempts(), now, was.lastCause()));
  }

  @Override
  public synchronized void delivered(String id, Instant now) {
    if (waiting.remove(id) != null) {
      taken.computeIfPresent(id, (key, was) -> new Taken(was.received(), dayOf(now)));
    }
  }

  @Override
  public synchronized void failed(String id, Instant nextAttempt, String cause) {
    waiting.computeIfPresent(
        id,
        (key, was) -> new WaitingMessage(was.message(), was.attempts() + 1, nextAttempt, cause));
  }

  @Override
  public synchronized List<WaitingMessage> waiting() {
    return List.copyOf(waiting.values());
  }

  @Override
  public synchronized boolean erase(String id) {
    return waiting.remove(id) != null;
  }

  @Override
  public synchronized void eraseReceivedBefore(Instant time) {
    waiting.values().removeIf(message -> message.message().received().isBefore(time));
    taken.values().removeIf(message -> message.received().isBefore(dayOf(time)));
  }

  @Override
  public synchronized SortedMap<LocalDate, Integer> deliveredPerDay() {
    SortedMap<LocalDate, Integer> days = new TreeMap<>();
    taken.values().stream()
        .map(Taken::delivered)
        .filter(Objects::nonNull)
        .forEach(day -> days.merge(day, 1, Integer::sum));
    return days;
  }

  private static LocalDate dayOf(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}

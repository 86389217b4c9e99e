package dev.porchlight.cluster.log;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.SubscriptionStore;
import dev.porchlight.answer.log.AnswerLog;
import dev.porchlight.answer.log.LogCursor;
import dev.porchlight.answer.log.PositionBeyondLogException;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.Cluster;
import dev.porchlight.cluster.Machines;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.testing.WholeEvents;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A machine of a site, as far as answers are concerned. For one thread. */
record Site(Cluster cluster, SubscriptionStore streams, Timers timers, Duration grace) {

  /** Longer than any test takes. */
  static final Duration LONG = Duration.ofMinutes(5);

  static Site of(Machines machines, Duration grace) {
    return of(machines, machines.join(Ticker.systemTicker(), InstantSource.system()), grace);
  }

  static Site of(Machines machines, Cluster cluster, Duration grace) {
    return new Site(
        cluster,
        cluster
            .answers()
            .subscriptions(
                SubscriptionStore.inMemory(1 << 20, Ticker.systemTicker(), Runnable::run), grace),
        machines.timers(),
        grace);
  }

  /** An answer that is written here. */
  AnswerLog write() {
    return AnswerLog.inMemory(1 << 20, Ticker.systemTicker());
  }

  /** A visitor's stream that is opened here, and known everywhere. */
  Subscription attach(AnswerLog answer) {
    Subscription subscription =
        Objects.requireNonNull(answer.attach(UUID.randomUUID().toString(), grace, timers));
    streams.keep(subscription).toCompletableFuture().join();
    return subscription;
  }

  @Nullable Subscription find(String id) {
    return streams.find(id).toCompletableFuture().join();
  }

  Reader read(String id, long after) {
    return Reader.of(Objects.requireNonNull(find(id)), after);
  }

  /** A connection that reads a stream. */
  record Reader(LogCursor cursor, List<String> events) {

    static Reader of(Subscription subscription, long after) {
      try {
        return new Reader(subscription.read(after, () -> {}), new ArrayList<>());
      } catch (PositionBeyondLogException e) {
        throw new AssertionError(e);
      }
    }

    /** What it has read so far. */
    List<String> soFar() {
      events.addAll(WholeEvents.rest(cursor));
      return events;
    }

    /** Waits for the end, and gives all that was read. */
    List<String> toTheEnd() {
      Awaitility.await("the end")
          .until(
              () -> {
                soFar();
                return cursor.isOver();
              });
      return events;
    }

    Reader awaitEvent(String text) {
      Awaitility.await(text).until(() -> soFar().stream().anyMatch(event -> event.contains(text)));
      return this;
    }

    void leave() {
      cursor.close();
    }
  }
}

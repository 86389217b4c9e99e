package dev.porchlight.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.time.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty answers at once over an upstream that takes a call or asks for peace as chance has it: none
 * starts a call in a time of peace that is known, and no more calls than the window holds are
 * unconfirmed after it.
 */
final class PeacePropertyTest {
  private static final int ANSWERS = 50;
  private static final int MAX_WINDOW = 16;

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noCallIsStartedInAKnownTimeOfPeace(int seed) {
    new Run(seed).play();
  }

  private static final class Run implements Model {
    private final Random random;
    private final ManualScheduler time = new ManualScheduler();
    private final Queue<Asking> line = new ArrayDeque<>();
    private final Upstreams upstreams;
    private long peaceUntilNanos;
    private int phase;
    private int confirmedInPhase;
    private int unconfirmedInPhase;
    private int open;

    Run(int seed) {
      random = new Random(seed);
      upstreams =
          Upstreams.create(
              List.of(new BudgetedModel(this, 100, null)),
              Duration.ofMinutes(30),
              MAX_WINDOW,
              null,
              new Upstreams.Surroundings(
                  time, time, InstantSource.fixed(Instant.EPOCH), Runnable::run, random));
      upstreams.onChange(this::serve);
    }

    void play() {
      for (int i = 0; i < ANSWERS; i++) {
        line.add(upstreams.ask(UpstreamsBench.PROMPT));
        open++;
      }
      serve();
      for (int i = 0; i < 10_000 && open > 0; i++) {
        time.advance(Duration.ofMillis(random.nextInt(1, 200)));
        serve();
      }
      assertThat(open).as("answers that never ended").isZero();
      assertThat(upstreams.snapshots().get(0).callsInFlight()).isZero();
      assertThat(upstreams.snapshots().get(0).tokensReserved()).isZero();
    }

    /** Starts what may go, whoever is first in line. */
    private void serve() {
      for (Asking asking : drain()) {
        Choice choice = asking.choose();
        if (choice instanceof Choice.Go go) {
          start(asking, go);
        } else if (choice instanceof Choice.Wait) {
          line.add(asking);
        } else {
          open--;
        }
      }
    }

    private List<Asking> drain() {
      List<Asking> waiting = new ArrayList<>(line);
      line.clear();
      return waiting;
    }

    private void start(Asking asking, Choice.Go go) {
      if (random.nextInt(10) == 0) {
        go.cancel();
        line.add(asking);
        return;
      }
      var unused = go.write(new Answered(asking));
    }

    @Override
    public String description() {
      return "chance";
    }

    @Override
    public ModelCall write(Prompt prompt, ModelListener listener) {
      assertThat(time.read()).as("started in peace").isGreaterThanOrEqualTo(peaceUntilNanos);
      int startedIn = phase;
      unconfirmedInPhase++;
      int window = confirmedInPhase + 1;
      if (phase > 0 && window <= MAX_WINDOW) {
        assertThat(unconfirmedInPhase).as("unconfirmed").isLessThanOrEqualTo(window);
      }
      after(random.nextInt(1, 900), () -> answer(startedIn, listener));
      return () -> {};
    }

    private void answer(int startedIn, ModelListener listener) {
      if (startedIn == phase) {
        unconfirmedInPhase--;
      }
      int chance = random.nextInt(10);
      if (chance < 2) {
        askForPeace(listener);
      } else if (chance == 2) {
        listener.end(new ModelEnding.Aborted());
      } else {
        confirmedInPhase += startedIn == phase ? 1 : 0;
        listener.begin(new Begin(Begin.By.MODEL, null, List.of()));
        after(
            random.nextInt(1, 900),
            () -> listener.end(new ModelEnding.Finished("stop", new Usage(9, 3))));
      }
    }

    private void askForPeace(ModelListener listener) {
      Duration wait = Duration.ofMillis(random.nextInt(1, 5000));
      if (time.read() >= peaceUntilNanos) {
        phase++;
        confirmedInPhase = 0;
        unconfirmedInPhase = 0;
      }
      peaceUntilNanos = Math.max(peaceUntilNanos, time.read() + wait.toNanos());
      listener.end(new ModelEnding.Failed(FailureCode.UPSTREAM_BUSY, wait));
    }

    private void after(int millis, Runnable task) {
      var unused = time.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private final class Answered implements ModelListener {
      private final Asking asking;

      Answered(Asking asking) {
        this.asking = asking;
      }

      @Override
      public void begin(Begin begin) {}

      @Override
      public void delta(String text) {}

      @Override
      public void end(ModelEnding ending) {
        if (ending instanceof ModelEnding.Failed) {
          line.add(asking);
        } else {
          open--;
        }
      }
    }
  }
}

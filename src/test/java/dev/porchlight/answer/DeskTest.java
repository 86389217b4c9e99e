package dev.porchlight.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.model.BudgetedModel;
import dev.porchlight.model.Model;
import dev.porchlight.model.ModelCall;
import dev.porchlight.model.ModelListener;
import dev.porchlight.model.Prompt;
import dev.porchlight.model.Turn;
import dev.porchlight.model.Upstreams;
import dev.porchlight.time.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeskTest {

  private static final AnswerLimits LIMITS =
      new AnswerLimits(
          64 * 1024, null, Duration.ofSeconds(15), 1, 0, 1 << 20, Duration.ofMinutes(10));

  private final ManualScheduler time = new ManualScheduler();
  private final CountingAsker asker = new CountingAsker();
  private Runnable whenAStreamIsNamed = () -> {};
  private final Question first = new Question("Who are you?", List.of(), null, false);
  private final Question followUp =
      new Question("And then?", List.of(new Turn(Turn.Role.USER, "Who?")), null, false);

  @Test
  void aQuestionThatComesWhileTheDeskClosesIsRefusedAndCostsNothing() {
    for (Question question : List.of(first, followUp)) {
      Desk closing = deskThatClosesMidway(upstreams());
      assertThat(closing.ask(question, asker)).isInstanceOf(Asked.ShuttingDown.class);
      assertThat(asker.charged).isZero();
      assertThat(closing.state().openAnswers()).isZero();
      assertThat(closing.state().calls() + closing.state().waiting()).isZero();
    }
  }

  @Test
  void aQuestionForTheStandInThatComesWhileTheDeskClosesIsRefused() {
    Desk closing = deskThatClosesMidway(null);
    assertThat(closing.ask(first, asker)).isInstanceOf(Asked.ShuttingDown.class);
    assertThat(closing.state().openAnswers()).isZero();
  }

  @Test
  void aQuestionThatCannotBePromptedGivesItsPlaceBack() {
    Desk failing =
        desk(
            upstreams(),
            question -> {
              throw new IllegalStateException("no prompt");
            });
    assertThat(failing.ask(first, asker)).isInstanceOf(Asked.Admitted.class);
    assertThat(failing.ask(followUp, asker))
        .describedAs("the one place there is, is free again")
        .isInstanceOf(Asked.Admitted.class);
  }

  /** A desk that is closed in the very moment in which a question's stream is named. */
  private Desk deskThatClosesMidway(@Nullable Upstreams upstreams) {
    Desk desk = desk(upstreams, question -> new Prompt(List.of(), List.of()));
    whenAStreamIsNamed =
        () -> {
          var unused = desk.shutDown(Duration.ZERO);
        };
    return desk;
  }

  private Desk desk(@Nullable Upstreams upstreams, Prompts prompts) {
    return new Desk(
        LIMITS,
        prompts,
        upstreams,
        (question, because, listener) -> false,
        "",
        () -> {
          whenAStreamIsNamed.run();
          return "stream";
        },
        time,
        time,
        Runnable::run);
  }

  private Upstreams upstreams() {
    return Upstreams.create(
        List.of(new BudgetedModel(new SilentModel(), 100, null)),
        Duration.ofSeconds(30),
        LIMITS.callsAtOnce(),
        null,
        new Upstreams.Surroundings(time, time, () -> Instant.EPOCH, Runnable::run, new Random(7)));
  }

  private record SilentModel() implements Model {

    @Override
    public String description() {
      return "a silent model";
    }

    @Override
    public ModelCall write(Prompt prompt, ModelListener listener) {
      return () -> {};
    }
  }

  private static final class CountingAsker implements Asker {

    private int charged;

    @Override
    public String key() {
      return "visitor";
    }

    @Override
    public boolean charge() {
      charged++;
      return true;
    }

    @Override
    public void refund() {
      charged--;
    }
  }
}

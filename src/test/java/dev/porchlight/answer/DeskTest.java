package dev.porchlight.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.model.Begin;
import dev.porchlight.model.BudgetedModel;
import dev.porchlight.model.FailureCode;
import dev.porchlight.model.Model;
import dev.porchlight.model.ModelCall;
import dev.porchlight.model.ModelEnding;
import dev.porchlight.model.ModelListener;
import dev.porchlight.model.Prompt;
import dev.porchlight.model.Turn;
import dev.porchlight.model.Upstreams;
import dev.porchlight.time.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeskTest {

  private static final Prompt PROMPT = new Prompt(List.of(), List.of());

  private final ManualScheduler time = new ManualScheduler();
  private final CountingAsker asker = new CountingAsker();
  private final PlayedModel model = new PlayedModel();
  private int streams;
  private int callsAtOnce = 1;
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
            () -> {
              throw new IllegalStateException("no prompt");
            });
    assertThat(failing.ask(first, asker)).isInstanceOf(Asked.Admitted.class);
    assertThat(failing.ask(followUp, asker))
        .describedAs("the one place there is, is free again")
        .isInstanceOf(Asked.Admitted.class);
  }

  @Test
  void aStandInThatFailsFailsEachAnswerOnItsOwn() {
    Desk desk =
        desk(
            upstreams(),
            () -> PROMPT,
            (question, because, listener) -> {
              throw new IllegalStateException("no words");
            });
    desk.ask(followUp, asker);
    desk.ask(followUp, asker);
    desk.ask(followUp, asker);
    assertThat(desk.state().waiting()).isEqualTo(2);

    model.last().end(new ModelEnding.Failed(FailureCode.UPSTREAM_MISCONFIGURED, null));

    assertThat(desk.state().openAnswers()).isZero();
  }

  @Test
  void whereTheFirstCallAfterAPeaceStaysSilentTheNextGoesToTheFallback() {
    callsAtOnce = 4;
    PlayedModel fallback = new PlayedModel();
    Desk desk = desk(upstreams(fallback), () -> PROMPT);
    desk.ask(followUp, asker);
    model.last().end(new ModelEnding.Failed(FailureCode.UPSTREAM_BUSY, Duration.ofSeconds(2)));
    desk.ask(followUp, asker);
    time.advance(Duration.ofSeconds(2));
    assertThat(model.calls).hasSize(2);
    assertThat(fallback.calls).isEmpty();

    time.advance(Duration.ofSeconds(4));

    assertThat(fallback.calls).hasSize(1);
    assertThat(model.calls).hasSize(2);
  }

  @Test
  void whoGetsNoCallIsChargedNothing() {
    Desk desk = desk(upstreams(), () -> PROMPT);
    desk.ask(followUp, asker);
    model.last().end(new ModelEnding.Failed(FailureCode.UPSTREAM_MISCONFIGURED, null));
    assertThat(asker.charged).describedAs("one call was made").isOne();

    desk.ask(followUp, asker);

    assertThat(model.calls).hasSize(1);
    assertThat(asker.charged).isOne();
  }

  @Test
  void whoJoinsAnAnswerThatHasLeftTheLineIsNotToldToWait() throws Exception {
    Desk desk = desk(upstreams(), () -> PROMPT);
    desk.ask(followUp, asker);
    AnswerReader early = read(desk.ask(first, asker));
    assertThat(rest(early)).last().asString().contains("event: queued");
    model.last().end(new ModelEnding.Finished("stop", null));

    AnswerReader late = read(desk.ask(first, asker));

    assertThat(rest(late)).singleElement().asString().contains("event: answer");
  }

  @Test
  void anAnswerThatIsFoundAgainTakesNoRoomFromOthers() {
    Desk desk = desk(upstreams(), () -> PROMPT);
    String id = id(desk.ask(first, asker));
    sayMuch(model.last());
    for (int i = 0; i < 2_000; i++) {
      desk.ask(first, asker);
    }
    assertThat(model.calls).hasSize(1);
    assertThat(desk.find(id)).isNotNull();
  }

  /** A desk that is closed in the very moment in which a question's stream is named. */
  private Desk deskThatClosesMidway(@Nullable Upstreams upstreams) {
    Desk desk = desk(upstreams, () -> PROMPT);
    whenAStreamIsNamed =
        () -> {
          var unused = desk.shutDown(Duration.ZERO);
        };
    return desk;
  }

  private Desk desk(@Nullable Upstreams upstreams, Supplier<Prompt> prompt) {
    return desk(upstreams, prompt, (question, because, listener) -> false);
  }

  private Desk desk(@Nullable Upstreams upstreams, Supplier<Prompt> prompt, StandIn standIn) {
    return new Desk(
        new AnswerLimits(
            64 * 1024,
            null,
            Duration.ofSeconds(15),
            callsAtOnce,
            9,
            1 << 20,
            Duration.ofMinutes(10)),
        question -> new SameAnywhere(prompt),
        upstreams,
        standIn,
        "",
        () -> {
          whenAStreamIsNamed.run();
          return "stream" + streams++;
        },
        time,
        time,
        Runnable::run);
  }

  private Upstreams upstreams(Model... fallbacks) {
    List<BudgetedModel> models = new ArrayList<>();
    models.add(new BudgetedModel(model, 100, null));
    Stream.of(fallbacks).forEach(next -> models.add(new BudgetedModel(next, 100, null)));
    return Upstreams.create(
        models,
        Duration.ofSeconds(30),
        callsAtOnce,
        null,
        new Upstreams.Surroundings(time, time, () -> Instant.EPOCH, Runnable::run, new Random(7)));
  }

  private static boolean sayMuch(ModelListener listener) {
    listener.begin(new Begin(Begin.By.MODEL, null, List.of()));
    listener.delta("x".repeat(60_000));
    listener.end(new ModelEnding.Finished("stop", null));
    return true;
  }

  private static String id(Asked asked) {
    return ((Asked.Admitted) asked).stream().id();
  }

  private static AnswerReader read(Asked asked) throws PositionBeyondLogException {
    return ((Asked.Admitted) asked).stream().read(0, () -> {});
  }

  private static List<String> rest(AnswerReader reader) {
    List<String> events = new ArrayList<>();
    for (byte[] event = reader.next(); event != null; event = reader.next()) {
      events.add(new String(event, UTF_8));
    }
    return events;
  }

  private record SameAnywhere(Supplier<Prompt> asked) implements Prompts.Draft {

    @Override
    public @Nullable String page() {
      return null;
    }

    @Override
    public Prompt prompt() {
      return asked.get();
    }
  }

  /** A model whose calls the test answers by hand. */
  private static final class PlayedModel implements Model {

    private final List<ModelListener> calls = new ArrayList<>();

    ModelListener last() {
      return calls.get(calls.size() - 1);
    }

    @Override
    public String description() {
      return "a model that the test plays";
    }

    @Override
    public ModelCall write(Prompt prompt, ModelListener listener) {
      calls.add(listener);
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

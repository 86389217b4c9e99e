package dev.porchlight.llm.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much of what was said before is sent again. */
final class HistoryWindowTest {

  private static final HistoryWindow WINDOW = new HistoryWindow(1_000);

  static List<KindsOfText.Sample> kinds() {
    return KindsOfText.all();
  }

  @Test
  void whatFitsIsKeptAsItIs() {
    List<Message> history = List.of(question("What?"), answer("That."), question("Why?"));
    assertThat(WINDOW.cut(history)).isEqualTo(history);
    assertThat(WINDOW.cut(List.of())).isEmpty();
  }

  @Test
  void theNewestStay() {
    List<Message> history = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      history.add(question("Question number " + i + " " + "word ".repeat(20)));
      history.add(answer("Answer number " + i + " " + "word ".repeat(20)));
    }
    List<Message> kept = WINDOW.cut(history);
    assertThat(kept).hasSizeBetween(4, 199);
    assertThat(kept.get(0).role()).isEqualTo(Message.Role.USER);
    assertThat(history.subList(history.size() - kept.size() + 1, history.size()))
        .isEqualTo(kept.subList(1, kept.size()));
    assertThat(tokens(kept)).isBetween(800L, 1_000L);
  }

  @Test
  void aLongTurnIsShortenedAndLeavesRoomForItsQuestion() {
    String text = "The beginning. " + "word ".repeat(10_000) + "The end.";
    List<Message> kept = WINDOW.cut(List.of(question(text), answer(text)));
    assertThat(kept).hasSize(2);
    for (Message turn : kept) {
      assertThat(turn.content())
          .startsWith("The beginning.")
          .contains(" […] ")
          .endsWith("The end.");
    }
    assertThat(tokens(kept)).isBetween(900L, 1_000L);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void noKindOfTextPassesTheBoundOrIsSplitInACharacter(KindsOfText.Sample sample) {
    List<Message> kept =
        WINDOW.cut(List.of(question(sample.text().repeat(20)), answer(sample.text().repeat(20))));
    assertThat(kept).hasSize(2);
    assertThat(tokens(kept)).isBetween(1L, 1_000L);
    assertThat(kept.get(0).content()).doesNotContain("\uFFFD");
    for (Message turn : kept) {
      assertThat(turn.content().codePoints().noneMatch(HistoryWindowTest::isHalf)).isTrue();
    }
  }

  @Test
  void withNoTokensNothingIsSent() {
    assertThat(new HistoryWindow(0).cut(List.of(question("What?"), answer("That.")))).isEmpty();
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static long tokens(List<Message> turns) {
    return turns.stream().mapToLong(turn -> TokenEstimator.of(turn.content())).sum();
  }

  private static Message question(String text) {
    return new Message(Message.Role.USER, text);
  }

  private static Message answer(String text) {
    return new Message(Message.Role.ASSISTANT, text);
  }
}

package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The conversation's state by itself: what each event makes of it. */
final class ConversationStateTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  /** The answer after these events, at the time 1000. */
  private static final String AFTER =
      """
      const { reduceAnswer, NO_ANSWER } = await import('/js/conversation/answer-reducer.js');
      const after = (...events) => events.reduce((answer, event) => reduceAnswer(answer, event, 1000), NO_ANSWER);
      const chunk = (position, text) => ({ type: 'chunk', position, text });
      const done = { type: 'done', ending: 'finished', finishReason: 'stop', cited: [1] };
      """;

  /** The history that three exchanges give. */
  private static final String HISTORY =
      """
      const { historyOf } = await import('/js/conversation/history.js');
      const exchanges = ['one', 'two', 'three'].map((question) => ({ question, answer: { text: question.toUpperCase() } }));
      const told = (historyTurns, historyCharacters, list = exchanges) =>
        historyOf(list, { historyTurns, historyCharacters }).map(({ role, content }) => role[0] + ':' + content);
      """;

  @RegisterExtension static final ServedSite site = new ServedSite();
  private ModulePage modules;

  @BeforeEach
  void openModules() {
    modules = ModulePage.open(chromium.open(), site.address());
  }

  @Test
  void chunksAreAppendedInOrderAndEachOnce() {
    assertThat(answer("after(chunk(1, 'a'), chunk(2, 'b'), chunk(2, 'b'), chunk(1, 'a')).text"))
        .isEqualTo("\"ab\"");
  }

  @Test
  void nothingComesAfterTheEnding() {
    assertThat(answer("after(chunk(1, 'a'), done, chunk(3, 'b'), { type: 'stopped' }).text"))
        .isEqualTo("\"a\"");
    assertThat(answer("after(done, { type: 'stopped' }).ending.kind")).isEqualTo("\"finished\"");
  }

  @Test
  void aLostConnectionIsTakenUpByTheNextAnswerEvent() {
    assertThat(answer("after(chunk(1, 'a'), { type: 'lost' }).reconnecting")).isEqualTo("true");
    assertThat(answer("after({ type: 'lost' }, { type: 'answer', id: 'x' }).reconnecting"))
        .isEqualTo("false");
  }

  @Test
  void aLongSilenceLastsUntilTheNextEvent() {
    assertThat(answer("after(chunk(1, 'a'), { type: 'silent' }).silent")).isEqualTo("true");
    assertThat(answer("after({ type: 'silent' }, chunk(1, 'a')).silent")).isEqualTo("false");
    assertThat(answer("after({ type: 'silent' }, { type: 'queued', position: 1 }).silent"))
        .isEqualTo("false");
  }

  @Test
  void aForgottenAnswerIsCutOff() {
    assertThat(answer("after(chunk(1, 'a'), { type: 'gone' }).ending"))
        .isEqualTo("{\"kind\":\"cut_off\",\"reason\":\"gone\"}");
  }

  @Test
  void aFailureSaysWhenToAskAgain() {
    assertThat(
            answer("after({ type: 'error', code: 'upstream_busy', retryAfterSeconds: 2 }).ending"))
        .isEqualTo("{\"kind\":\"failed\",\"code\":\"upstream_busy\",\"retryAt\":3000}");
  }

  @Test
  void thePlaceInTheLineIsForgottenWhenTheAnswerBegins() {
    assertThat(answer("after({ type: 'queued', position: 2 }, chunk(1, 'a')).queue"))
        .isEqualTo("null");
  }

  @Test
  void thePlaceInTheLineIsPutInWords() {
    String words =
        """
        const { progressText } = await import('/js/view/status-text.js');
        const { Strings } = await import('/js/i18n/strings.js');
        return progressText(after({ type: 'queued', position: 3, etaSeconds: 6 }), await Strings.load(['en']));
        """;
    assertThat(modules.run(AFTER + words))
        .isEqualTo("\"You are number 3 in line, about 6 seconds to go.\"");
  }

  @Test
  void exchangesThatNothingHappenedToStayTheSameObjects() {
    String same =
        """
        const { reduceConversation, NO_CONVERSATION } = await import('/js/conversation/conversation-reducer.js');
        const actions = [
          { type: 'asked', key: 'a', question: '1' },
          { type: 'asked', key: 'b', question: '2' },
        ];
        const before = actions.reduce(reduceConversation, NO_CONVERSATION);
        const event = { type: 'answerEvent', key: 'b', event: { type: 'stopped' }, now: 0 };
        const then = reduceConversation(before, event);
        return [then.exchanges[0] === before.exchanges[0], then.exchanges[1] === before.exchanges[1]];
        """;
    assertThat(modules.run(same)).isEqualTo("[true,false]");
  }

  @Test
  void aConnectionMayBeSilentForThreeHeartbeatsAndAMargin() {
    String silences =
        """
        const { longestSilenceMillis } = await import('/js/api/idle-timeout.js');
        return [1, 5, 50].map(longestSilenceMillis);
        """;
    assertThat(modules.run(silences)).isEqualTo("[20000,20000,155000]");
  }

  @Test
  void theHistoryIsTheNewestExchangesThatFit() {
    assertThat(history("told(20, 1000)"))
        .isEqualTo("[\"u:one\",\"a:ONE\",\"u:two\",\"a:TWO\",\"u:three\",\"a:THREE\"]");
    assertThat(history("told(5, 1000)")).isEqualTo("[\"u:two\",\"a:TWO\",\"u:three\",\"a:THREE\"]");
    assertThat(history("told(20, 12)")).isEqualTo("[\"u:three\",\"a:THREE\"]");
  }

  @Test
  void ofTheNewestAnswerThatIsTooLongTheEndIsKept() {
    assertThat(history("told(20, 8)")).isEqualTo("[\"u:three\",\"a:REE\"]");
  }

  @Test
  void aQuestionWithoutAnAnswerIsNoHistory() {
    assertThat(history("told(20, 1000, [{ question: 'x', answer: { text: '' } }])"))
        .isEqualTo("[]");
  }

  private String answer(String expression) {
    return modules.run(AFTER + "return " + expression + ";");
  }

  private String history(String expression) {
    return modules.run(HISTORY + "return " + expression + ";");
  }
}

package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.content.SiteInfo;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.Source;
import dev.porchlight.llm.budget.HistoryWindow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a question rests on. */
final class RetrievalPromptsTest {

  private static final String OLLAMA = "Connect a model › Ollama, on your own machine";
  private static final List<Message> HISTORY =
      List.of(
          new Message(Message.Role.USER, "Do you use cookies?"),
          new Message(Message.Role.ASSISTANT, "No."),
          new Message(Message.Role.USER, "How do I connect Ollama?"),
          new Message(Message.Role.ASSISTANT, "With two settings [1]."));

  private final RetrievalPrompts prompts =
      new RetrievalPrompts(
          ContentLibrary.open(null, SiteInfo.UNKNOWN),
          null,
          "a model",
          new PassageBudget(3_000, 0),
          new HistoryWindow(3_000),
          new SimpleMeterRegistry(),
          Ticker.systemTicker());

  @Test
  void thePassagesFallbackTheSystemPromptAndAreTheSources() {
    Prompt prompt =
        prompts
            .draft(new Question("And cookies?", HISTORY, null, false))
            .prompt()
            .toCompletableFuture()
            .join();

    assertThat(prompt.sources().subList(0, 2))
        .extracting(Source::title)
        .anySatisfy(title -> assertThat(title).startsWith("Privacy"));
    assertThat(prompt.turns()).hasSize(6).containsSubsequence(HISTORY);
    assertThat(prompt.turns().get(0).role()).isEqualTo(Message.Role.SYSTEM);
    assertThat(prompt.turns().get(0).content()).contains("<passage number=\"1\">\nTitle: ");
    assertThat(prompt.turns().get(5)).isEqualTo(new Message(Message.Role.USER, "And cookies?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Tell me more", "Why?", "Can you shorten that?"})
  void whatSaysNothingByItselfRestsOnTheQuestionBefore(String message) {
    Prompt prompt =
        prompts
            .draft(new Question(message, HISTORY, null, false))
            .prompt()
            .toCompletableFuture()
            .join();

    assertThat(prompt.sources()).extracting(Source::title).contains(OLLAMA);
  }

  @Test
  void anAnswerThatGoesOnRestsOnThePassagesOfItsQuestion() {
    String question = "How do I connect Ollama?";
    Prompt first = promptOf(new Question(question, List.of(), null, false));
    Prompt rest =
        promptOf(new Question(question, List.of(), null, false, false, "With two settings [1], "));

    assertThat(rest.sources()).isNotEmpty().isEqualTo(first.sources());
    assertThat(rest.turns().subList(0, 2)).isEqualTo(first.turns());
    assertThat(rest.turns()).hasSize(4);
    assertThat(rest.turns().get(2))
        .isEqualTo(new Message(Message.Role.ASSISTANT, "With two settings [1], "));
    assertThat(rest.turns().get(3).role()).isEqualTo(Message.Role.USER);
  }

  private Prompt promptOf(Question question) {
    return prompts.draft(question).prompt().toCompletableFuture().join();
  }

  @Test
  void aFirstGreetingRestsOnNothing() {
    assertThat(
            prompts
                .draft(new Question("Hello!", List.of(), null, false))
                .prompt()
                .toCompletableFuture()
                .join()
                .sources())
        .isEmpty();
  }
}

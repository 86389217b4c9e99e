package dev.porchlight.knowledge.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.ContentLibrary;
import dev.porchlight.knowledge.ExtractiveAnswerer;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that ship answer what people ask about Porchlight, and nothing else. */
final class ShippedContentTest {

  private static final KnowledgeBase KNOWLEDGE =
      ContentLibrary.open(Path.of("content"), SiteInfo.UNKNOWN).get();

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          What is Porchlight?                                | What is Porchlight?
          who is Porchlight for?                             | What is Porchlight?
          Is it written in Java?                             | What is Porchlight? › What it is made with
          Can it browse the web?                             | What is Porchlight? › What it does not do
          How do I try it?                                   | Try it
          How can I run it on my machine?                    | Try it › Run it on your machine
          Can I use it without a model?                      | Try it › Without a model
          How do I change the port?                          | Try it › Use another port
          port 8080 is already in use                        | Try it › Use another port
          How do I run the tests?                            | Try it › Run the tests
          How do I connect Ollama?                           | Connect a model › Ollama
          how to conect olama                                | Connect a model › Ollama
          Does it work with OpenAI?                          | Connect a model
          How do I use Claude?                               | Connect a model › Anthropic
          Can I use Gemini?                                  | Connect a model › Google Gemini
          azure openai api-key header                        | Connect a model › Azure
          How do I set up LM Studio?                         | Connect a model › LM Studio
          Does llama.cpp work?                               | Connect a model › llama.cpp
          What is AI_API_URL?                                | Connect a model › The settings AI_API_URL
          Why does the model not answer?                     | Connect a model › When the model does not answer
          How do I deploy to Heroku?                         | Deploy › Deploy on Heroku
          How do I run it behind nginx?                      | Deploy › Behind nginx
          Is there a health check?                           | Deploy › Health checks
          Can I run several processes?                       | Deploy › Run several processes
          What does an answer cost?                          | Limits and cost › What an answer costs
          How much does it cost?                             | Limits and cost
          How do I set a spending cap?                       | Limits and cost › Set a spending cap
          How long can a question be?                        | Limits and cost › How long a question may be
          Where are conversations stored?                    | Privacy › What is stored
          Do you use cookies?                                | Privacy › What the visitor’s browser keeps
          Is my API key safe?                                | Privacy › Is my API key safe?
          Is it GDPR compliant?                              | Privacy › What to tell your visitors
          How do I embed it in my web site?                  | Embed the chat in your site
          Can I put it in an iframe on WordPress?            | Embed the chat in your site › Add it with an iframe
          What is ALLOWED_ORIGINS?                           | Embed the chat in your site › Allow
          What happens when I press stop?                    | How it works › What happens when I press stop
          What happens if I reload the page?                 | How it works › What happens when the connection
          How does streaming work?                           | How it works › How streaming works
          How can an answer end?                             | How it works › How an answer can end
          How do I use my own pages?                         | Use your own pages
          How do I change the greeting?                      | Use your own pages › Change its name
          How does it work?                                  | How it works
          Do I need a GPU?                                   | Deploy › What the machine needs
          Can I use my own domain?                           | Deploy › Use your own domain
          Can I change the colors?                           | Use your own pages › Change how the page looks
          Does the model ever try again when it fails?       | How it works › Does it try again
          Which languages does it understand?                | Use your own pages › Which languages
          How many questions may a visitor ask?              | Limits and cost › How many questions
          Is there a rate limit?                             | Limits and cost › How many questions
          What happens when many people ask at once?         | Limits and cost › What happens when many
          What is the daily token budget?                    | Limits and cost › The daily token budget
          How do I set a fallback model?                     | Connect a model › Set a fallback
          Do you keep IP addresses?                          | Privacy › Does it keep IP addresses
          Are there metrics for Prometheus?                  | Deploy › Metrics
          How can visitors leave a message?                  | Messages from visitors
          Can I get messages in Slack?                       | Messages from visitors › Get messages in Slack
          How do I check the webhook signature?              | Messages from visitors › Check that
          What is SMTP_URL?                                  | Messages from visitors
          How often is a message tried again?                | Messages from visitors › When a message
          Why was this answered before?                      | How it works › Why does it say
          """)
  void aQuestionAboutPorchlightFindsItsPage(String question, String titleStart) {
    List<Passage> passages =
        KNOWLEDGE.find(RetrievalQuery.of(question), new RetrievalLimits(3, 3, true)).passages();

    assertThat(passages).isNotEmpty();
    assertThat(passages.get(0).title()).startsWith(titleStart);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is the capital of Peru?",
        "Who won the world cup in 2018?",
        "What's the weather like in Berlin today?",
        "How do I bake a chocolate cake?",
        "Write me a poem about cats",
        "What is 17 times 23?",
        "Who is the president of France?",
        "How tall is Mount Everest?",
        "Can you recommend a good restaurant in Rome?",
        "Why is the sky blue?",
        "What is your phone number?",
        "Do you offer WordPress hosting?",
        "What is the meaning of life?",
        "Should I buy Bitcoin or shares this year?",
        "How do I lose weight quickly?",
        "Translate good morning into Spanish",
        "When was the French Revolution?",
        "秘鲁的首都是什么？",
      })
  void aQuestionAboutSomethingElseFindsNothing(String question) {
    assertThat(
            KNOWLEDGE.find(RetrievalQuery.of(question), new RetrievalLimits(3, 3, true)).passages())
        .extracting(Passage::title)
        .isEmpty();
  }

  static List<String> suggestedQuestions() {
    return KNOWLEDGE.persona().questions();
  }

  @ParameterizedTest
  @MethodSource("suggestedQuestions")
  void eachSuggestedQuestionIsAnswered(String question) {
    assertThat(new ExtractiveAnswerer(KNOWLEDGE).answer(RetrievalQuery.of(question)).sources())
        .isNotEmpty();
  }

  @Test
  void thePersonaThatShipsIsPorchlight() {
    assertThat(KNOWLEDGE.persona().name()).isEqualTo("Porchlight");
    assertThat(KNOWLEDGE.persona().greeting()).isEqualTo("Hi! Ask me about Porchlight.");
    assertThat(KNOWLEDGE.persona().questions()).hasSizeBetween(3, 4);
    assertThat(KNOWLEDGE.persona().instructions()).startsWith("You are the chatbot of Porchlight");
  }

  @Test
  void theContentIsPackedWithTheProgram() {
    assertThat(ContentLibrary.open(null, SiteInfo.UNKNOWN).get().pages())
        .isEqualTo(KNOWLEDGE.pages());
  }
}

package dev.porchlight;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.answer.PromptFactory;
import dev.porchlight.answer.Question;
import dev.porchlight.knowledge.KnowledgeBase;
import dev.porchlight.knowledge.content.ImageAddresses;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.Standpoint;
import dev.porchlight.knowledge.embedding.SemanticSearch;
import dev.porchlight.knowledge.search.RetrievalLimits;
import dev.porchlight.knowledge.search.RetrievalQuery;
import dev.porchlight.knowledge.search.RetrievalResult;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.Source;
import dev.porchlight.llm.budget.HistoryWindow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a question's prompt by retrieval: the relevant passages of the owner's pages go into the
 * system prompt.
 */
final class RetrievalPrompts implements PromptFactory {

  private static final RetrievalLimits LIMITS = new RetrievalLimits(8, 8, false);

  /** A follow-up goes on from the last exchange, which may go on from the one before it. */
  private static final int MAX_EXCHANGES = 2;

  private static final String GO_ON =
      """
      Your last message was cut off. Write only the rest of it, from the very character on that \
      should follow, in the same language. Repeat nothing, introduce nothing, and where it was cut \
      inside of code, a table or a list, go on inside of it.""";

  private final Supplier<KnowledgeBase> knowledge;
  private final @Nullable SemanticSearch semantic;
  private final String modelFingerprint;
  private final PassageBudget budget;
  private final HistoryWindow historyWindow;
  private final Ticker ticker;
  private final Timer retrievalTime;

  /** The same passages are sent again and again; those of earlier pages are forgotten with them. */
  private final Cache<Passage, Source> sources = Caffeine.newBuilder().weakKeys().build();

  /**
   * @param knowledge gives what is known now
   * @param semantic finds passages by meaning, or null where they are found by words only
   * @param modelFingerprint what the model's answers depend on beside the prompt
   * @param budget how much of the site is sent with a question
   * @param historyWindow how much of what was said before is sent again
   */
  RetrievalPrompts(
      Supplier<KnowledgeBase> knowledge,
      @Nullable SemanticSearch semantic,
      String modelFingerprint,
      PassageBudget budget,
      HistoryWindow historyWindow,
      MeterRegistry meters,
      Ticker ticker) {
    this.knowledge = knowledge;
    this.semantic = semantic;
    this.modelFingerprint = modelFingerprint;
    this.budget = budget;
    this.historyWindow = historyWindow;
    this.ticker = ticker;
    this.retrievalTime =
        Timer.builder("porchlight.retrieval")
            .description("The search for a question's passages")
            .serviceLevelObjectives(
                Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100))
            .register(meters);
  }

  @Override
  public Draft draft(Question question) {
    return new SearchedDraft(question);
  }

  /** Searches once, and no sooner than it has to. */
  private final class SearchedDraft implements Draft {

    private final KnowledgeBase known = knowledge.get();
    private final Question question;
    private final List<Message> history;
    private @Nullable RetrievalResult retrieval;

    SearchedDraft(Question question) {
      this.question = question;
      this.history = historyWindow.cut(question.history());
    }

    @Override
    public @Nullable String page() {
      Standpoint on = known.hasPage(question.page()) ? retrieval().on() : null;
      return on == null ? null : on.url();
    }

    @Override
    public String fingerprint() {
      return known.fingerprint() + modelFingerprint;
    }

    @Override
    public CompletionStage<Prompt> prompt() {
      RetrievalResult byWords = retrieval();
      if (semantic == null) {
        return CompletableFuture.completedFuture(promptOf(byWords));
      }
      return semantic
          .nearest(known.meaningsOf(query(question, history)))
          .thenApply(byMeaning -> promptOf(known.fused(byWords, byMeaning, LIMITS)));
    }

    private Prompt promptOf(RetrievalResult found) {
      RetrievalResult sent = budget.of(known, found);
      List<Message> turns = new ArrayList<>();
      turns.add(new Message(Message.Role.SYSTEM, known.systemPrompt(sent)));
      turns.addAll(history);
      turns.add(new Message(Message.Role.USER, question.message()));
      if (question.continued() != null) {
        turns.addAll(broken(question.continued()));
      }
      return new Prompt(turns, sources(sent.passages()));
    }

    private List<Source> sources(List<Passage> passages) {
      return passages.stream()
          .map(passage -> sources.get(passage, sent -> source(known, sent)))
          .toList();
    }

    /** The answer so far, and that it is to go on. */
    private List<Message> broken(String soFar) {
      List<Message> kept = historyWindow.cut(List.of(new Message(Message.Role.ASSISTANT, soFar)));
      return Stream.concat(kept.stream(), Stream.of(new Message(Message.Role.USER, GO_ON)))
          .toList();
    }

    private RetrievalResult retrieval() {
      RetrievalResult found = retrieval;
      if (found == null) {
        long startNanos = ticker.read();
        found = known.find(query(question, history), LIMITS);
        retrievalTime.record(Duration.ofNanos(ticker.read() - startNanos));
        retrieval = found;
      }
      return found;
    }
  }

  /** A question as retrieval takes it. */
  static RetrievalQuery query(Question question, List<Message> history) {
    List<RetrievalQuery.Exchange> earlier = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).role() == Message.Role.USER) {
        boolean isAnswered =
            i + 1 < history.size() && history.get(i + 1).role() == Message.Role.ASSISTANT;
        String answer = isAnswered ? history.get(i + 1).content() : "";
        earlier.add(new RetrievalQuery.Exchange(history.get(i).content(), answer));
      }
    }
    int from = Math.max(0, earlier.size() - MAX_EXCHANGES);
    return new RetrievalQuery(
        question.message(), earlier.subList(from, earlier.size()), question.page());
  }

  /** The passages as an answer may cite them. */
  static List<Source> sources(KnowledgeBase known, List<Passage> passages) {
    return passages.stream().map(passage -> source(known, passage)).toList();
  }

  private static Source source(KnowledgeBase known, Passage passage) {
    return new Source(
        passage.title(),
        passage.url(),
        passage.excerpt(),
        ImageAddresses.of(passage.text()),
        known.nextTo(passage));
  }
}

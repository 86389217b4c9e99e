package dev.porchlight.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.Message;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether an upstream is there, takes the key and knows the model: by its list of models,
 * and where that does not tell, by a short question.
 *
 * @param client what it is called by; whoever made it starts and stops it
 * @param scheduler runs the deadlines of the short question
 */
public record UpstreamProbe(
    EndpointConfig upstream, HttpClient client, ScheduledExecutorService scheduler) {

  /** As many tokens as the short question may cost, by estimate. */
  public static final int TOKENS = 32;

  /** Some APIs take no smaller limit. */
  private static final int MAX_ANSWER_TOKENS = 16;

  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 8 << 20;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Prompt SENTENCES =
      new Prompt(
          List.of(new Message(Message.Role.USER, "Count from one to thirty, in words.")),
          List.of());
  private static final Prompt SHORT =
      new Prompt(List.of(new Message(Message.Role.USER, "Say hi.")), List.of());

  /**
   * What a check found.
   *
   * @param isUsable whether the upstream will answer, as far as can be told
   * @param line a sentence for the owner: what was asked, what came, what to do
   */
  public record Finding(boolean isUsable, String line) {}

  /**
   * Checks it.
   *
   * @param mayAsk tells, where that is to be known, whether the short question may be asked, which
   *     costs about {@link #TOKENS}
   * @return never fails
   */
  public CompletionStage<Finding> check(Supplier<CompletionStage<Boolean>> mayAsk) {
    CompletableFuture<Finding> listed = new CompletableFuture<>();
    RequestKey.put(
            client
                .newRequest(upstream.beside("/models"))
                .method(HttpMethod.GET)
                .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS),
            upstream.key(),
            upstream.keyHeader())
        .send(
            new BufferingResponseListener(MAX_BYTES) {
              @Override
              public void onComplete(Result result) {
                listed.complete(ofList(result, getContent()));
              }
            });
    return listed.thenCompose(
        finding ->
            finding == null
                ? mayAsk.get().thenCompose(may -> may ? ask() : unasked())
                : CompletableFuture.completedFuture(finding));
  }

  private CompletionStage<Finding> unasked() {
    return CompletableFuture.completedFuture(
        new Finding(
            true, "%s is reached; the day's budget allows no question to it.".formatted(upstream)));
  }

  /** Null where the list does not tell whether the model is there. */
  private @Nullable Finding ofList(Result result, byte @Nullable [] content) {
    if (result.getResponse() == null || result.getResponse().getStatus() == 0) {
      return failed("GET /models", notReached(result.getFailure()));
    }
    int status = result.getResponse().getStatus();
    String body = content == null ? "" : new String(content, StandardCharsets.UTF_8);
    if (status == HttpStatus.UNAUTHORIZED_401) {
      return failed(
          "GET /models",
          Diagnosis.of(
              upstream,
              FailureCode.UPSTREAM_MISCONFIGURED,
              new ProviderError(status, body),
              null,
              false));
    }
    return status == HttpStatus.OK_200 && names(body)
        ? new Finding(
            true, "%s answers: it takes the requests and has the model.".formatted(upstream))
        : null;
  }

  private Diagnosis notReached(@Nullable Throwable failure) {
    FailureCode code =
        ErrorClassifier.find(failure, TimeoutException.class) == null
            ? FailureCode.UPSTREAM_UNAVAILABLE
            : FailureCode.UPSTREAM_TIMEOUT;
    return Diagnosis.of(upstream, code, null, failure, true);
  }

  private boolean names(String body) {
    try {
      JsonNode list = JSON.readTree(body);
      for (JsonNode model : list.path("data")) {
        if (isTheModel(model.path("id").asText())) {
          return true;
        }
      }
      return false;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Ollama adds a tag, Gemini a folder. */
  private boolean isTheModel(String listed) {
    String name = listed.toLowerCase(Locale.ROOT);
    String wanted = upstream.model().toLowerCase(Locale.ROOT);
    return name.equals(wanted) || name.equals(wanted + ":latest") || name.endsWith("/" + wanted);
  }

  /**
   * Lets it write a sentence, and tells how fast it does. It costs some hundred tokens.
   *
   * @return never fails
   */
  public CompletionStage<Finding> measure() {
    return write(upstream, SENTENCES).thenApply(this::ofSpeed);
  }

  private Finding ofSpeed(Written written) {
    if (written.ending() instanceof CompletionOutcome.Failed && written.diagnosis() != null) {
      return failed("a question", written.diagnosis());
    }
    TokenUsage usage =
        written.ending() instanceof CompletionOutcome.Finished finished ? finished.usage() : null;
    double seconds = written.writingNanos() / 1e9;
    return new Finding(
        true,
        "%s: its first word came after %d ms%s. %s %s"
            .formatted(
                upstream.model(),
                written.firstWordNanos() / 1_000_000,
                usage == null || seconds <= 0
                    ? ""
                    : ", then %.0f tokens a second".formatted(usage.completionTokens() / seconds),
                usage == null
                    ? "It reports no usage, so that costs are estimated."
                    : "It reports what it uses.",
                written.tellsLimits()
                    ? "It tells how much of its rate limits is left."
                    : "It does not tell its rate limits, so that a wait is known only once it refuses."));
  }

  private CompletionStage<Finding> ask() {
    return write(upstream.withMaxTokens(MAX_ANSWER_TOKENS), SHORT)
        .thenApply(written -> ofOutcome(written.ending(), written.diagnosis()));
  }

  /**
   * What came of a question.
   *
   * @param diagnosis of its failure, or null
   * @param firstWordNanos from the question to the first word
   * @param writingNanos from the first word to the end
   * @param tellsLimits whether the response's head said how much of a limit is left
   */
  private record Written(
      CompletionOutcome ending,
      @Nullable Diagnosis diagnosis,
      long firstWordNanos,
      long writingNanos,
      boolean tellsLimits) {}

  private CompletionStage<Written> write(EndpointConfig to, Prompt prompt) {
    CompletableFuture<Written> written = new CompletableFuture<>();
    AtomicReference<Diagnosis> diagnosis = new AtomicReference<>();
    AtomicBoolean tellsLimits = new AtomicBoolean();
    ChatModel model =
        OpenAiChatModel.unlogged(
            to,
            client,
            scheduler,
            Ticker.systemTicker(),
            InstantSource.system(),
            JSON,
            new CallObserver() {
              @Override
              public void responded(HttpFields headers) {
                tellsLimits.set(RetryAfterParser.tellsLimits(headers));
              }

              @Override
              public void failed(Diagnosis failure) {
                diagnosis.set(failure);
              }
            });
    long askedNanos = System.nanoTime();
    AtomicLong begunNanos = new AtomicLong(askedNanos);
    var unused =
        model.write(
            prompt,
            new CompletionListener() {
              @Override
              public void begin(AnswerStart begin) {
                begunNanos.set(System.nanoTime());
              }

              @Override
              public void delta(String text) {}

              @Override
              public void end(CompletionOutcome ending) {
                written.complete(
                    new Written(
                        ending,
                        diagnosis.get(),
                        begunNanos.get() - askedNanos,
                        System.nanoTime() - begunNanos.get(),
                        tellsLimits.get()));
              }
            });
    return written;
  }

  private Finding ofOutcome(CompletionOutcome ending, @Nullable Diagnosis diagnosis) {
    if (ending instanceof CompletionOutcome.Failed failed
        && !isAnAnswer(failed.code())
        && diagnosis != null) {
      return failed("a short question", diagnosis);
    }
    return new Finding(true, "%s answers.".formatted(upstream));
  }

  /** So few tokens may not be enough to say something. */
  private static boolean isAnAnswer(FailureCode code) {
    return code == FailureCode.THINKING_USED_UP || code == FailureCode.ANSWER_EMPTY;
  }

  private Finding failed(String asked, Diagnosis diagnosis) {
    return new Finding(
        false,
        "%s does not answer %s: %s. %s"
            .formatted(upstream, asked, diagnosis.cause(), diagnosis.cure()));
  }
}

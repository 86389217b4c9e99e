package dev.porchlight.llm.openai;

import dev.porchlight.concurrent.ResettableTimeout;
import dev.porchlight.concurrent.SerialExecutor;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.ModelCall;
import dev.porchlight.llm.Prompt;
import dev.porchlight.llm.Source;
import dev.porchlight.llm.openai.http.CurrentExchange;
import dev.porchlight.llm.openai.http.HttpExchange;
import dev.porchlight.sse.EventTooLargeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer being asked of an OpenAI-compatible upstream: a request, or another one where a field
 * of it was refused; the response as it comes; one ending.
 *
 * <p>Everything happens in turns, one at a time, whichever thread brings it; {@link #abort} alone
 * acts at once, on the socket, and leaves the notification to its turn.
 */
final class CompletionCall implements ModelCall, HttpExchange.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionCall.class);

  /** How long what follows a finish reason, and the end of the body, are waited for. */
  private static final Duration TAIL_DEADLINE = Duration.ofSeconds(2);

  /** How much white space before an answer is kept. */
  private static final int MOST_BLANKS = 1000;

  private final OpenAiChatModel model;
  private final List<Source> sources;

  /** Null once it is answered: an answer takes long to come, and a prompt is large. */
  private @Nullable Prompt prompt;

  private final CompletionListener listener;
  private final SerialExecutor turns = new SerialExecutor(this::failed);
  private final ResettableTimeout timeout;
  private final CompletionState state = new CompletionState();
  private final CurrentExchange exchange = new CurrentExchange();
  private RequestFormat requestFormat;
  private boolean sent;
  private boolean ended;
  private ResponseHead response = ResponseHead.NONE;
  private @Nullable CompletionDecoder decoder;
  private @Nullable ErrorBody refusal;
  private @Nullable ProviderError refusedWith;
  private @Nullable Throwable brokenBy;
  private String blanks = "";

  CompletionCall(OpenAiChatModel model, Prompt prompt, CompletionListener listener) {
    this.model = model;
    this.prompt = prompt;
    this.sources = prompt.sources();
    this.listener = listener;
    this.requestFormat = model.requestFormat();
    this.timeout = model.newTimeout(() -> turns.execute(this::checkTimeout));
  }

  void start() {
    turns.execute(this::send);
  }

  @Override
  public void abort() {
    exchange.giveUp();
    model.execute(() -> turns.execute(this::giveUp));
  }

  @Override
  public void sent() {
    if (!sent) {
      sent = true;
      timeout.start(model.upstream().idleDeadline());
    }
  }

  @Override
  public void responded(int status, HttpFields headers) {
    sent();
    response = new ResponseHead(status, headers);
    model.responded(headers);
    if (!response.isAnswer()) {
      refusal = new ErrorBody();
    } else if (response.isCoded()) {
      end(state.unreadable());
    } else {
      model.accepted(requestFormat);
      prompt = null;
      decoder = model.newDecoder(response.isEventStream(), this::received);
    }
  }

  @Override
  public void received(ByteBuffer bytes) {
    if (ended) {
      closeExchange();
    } else if (refusal != null) {
      refusal.feed(bytes);
      if (refusal.isFull()) {
        refused(refusal);
      }
    } else if (decoder != null) {
      decode(decoder, bytes);
    }
  }

  @Override
  public void ended() {
    if (ended) {
      timeout.cancel();
    } else if (refusal != null) {
      refused(refusal);
    } else {
      endBody();
    }
  }

  @Override
  public void broke(Throwable cause, boolean connected) {
    CompletionOutcome.Failed noConnection =
        sent ? null : ErrorClassifier.ofNoConnection(cause, connected);
    if (ended) {
      timeout.cancel();
    } else if (refusal != null) {
      refused(refusal);
    } else if (noConnection != null) {
      brokenBy = cause;
      end(noConnection);
    } else {
      brokenBy = cause;
      conclude(() -> state.broke(cause));
    }
  }

  private void giveUp() {
    closeExchange();
    end(new CompletionOutcome.Aborted());
  }

  private void send() {
    if (ended || exchange.isGivenUp()) {
      return;
    }
    sent = false;
    refusal = null;
    HttpExchange next =
        model.newExchange(requestFormat, Objects.requireNonNull(prompt), turns, this);
    if (exchange.take(next)) {
      timeout.start(model.upstream().connectDeadline());
      next.send();
    }
  }

  private void decode(CompletionDecoder answer, ByteBuffer bytes) {
    try {
      answer.feed(bytes);
      if (answer.isDone()) {
        conclude(state::done);
      } else if (answer.isWholeCompletion()) {
        timeout.putOff();
      }
    } catch (MalformedResponseException | EventTooLargeException e) {
      end(state.unreadable());
    }
  }

  private void received(CompletionChunk chunk) {
    if (ended || exchange.isGivenUp()) {
      return;
    }
    if (chunk.error() != null) {
      refusedWith = chunk.error();
      end(state.failed(chunk.error(), response.retryHint(chunk.error(), model.now())));
      return;
    }
    awaitNext(chunk);
    if (chunk.isProgress()) {
      listener.progressed(chunk.reasoning());
    }
    if (!chunk.text().isEmpty()) {
      emitText(chunk.text());
    }
    state.received(chunk);
  }

  /** An answer begins with its first visible character: white space alone is none. */
  private void emitText(String text) {
    if (state.hasBegun()) {
      listener.delta(text);
    } else if (text.isBlank()) {
      blanks = blanks.length() < MOST_BLANKS ? blanks + text : blanks;
    } else {
      listener.begin(new AnswerStart(AnswerStart.By.MODEL, null, sources));
      listener.delta(blanks + text);
    }
  }

  private void awaitNext(CompletionChunk chunk) {
    if (chunk.finishReason() != null) {
      timeout.start(TAIL_DEADLINE);
    } else if (chunk.isProgress()) {
      timeout.putOff();
    }
  }

  private void refused(ErrorBody body) {
    closeExchange();
    ProviderError error = new ProviderError(response.status(), body.text());
    RequestFormat next = requestFormat.afterRefusal(error);
    if (!next.equals(requestFormat)) {
      requestFormat = next;
      send();
      return;
    }
    refusedWith = error;
    end(response.refusal(error, model.now()));
  }

  private void checkTimeout() {
    if (!timeout.isOver()) {
      return;
    }
    if (ended) {
      closeExchange();
    } else if (!sent) {
      end(ErrorClassifier.ofConnectDeadline(exchange.wasConnected()));
    } else if (refusal != null) {
      refused(refusal);
    } else {
      conclude(state::stalled);
    }
  }

  private void endBody() {
    try {
      if (decoder != null) {
        decoder.endBody();
      }
      learn();
      end(decoder != null && decoder.isDone() ? state.done() : state.ended());
    } catch (MalformedResponseException e) {
      end(state.unreadable());
    }
  }

  /** Ends with what the state means once all that was held back has been emitted. */
  private void conclude(Supplier<CompletionOutcome> ending) {
    if (decoder != null) {
      decoder.release();
    }
    learn();
    end(ending.get());
  }

  /** What this answer shows of the model's habit to leave the start of a thought untagged. */
  private void learn() {
    if (decoder != null && decoder.showedThought()) {
      state.notToBeReused();
      model.learnedThinksFirst(true);
    } else if (decoder != null && decoder.expectedThoughtInVain()) {
      model.learnedThinksFirst(false);
    }
  }

  /**
   * Reports the outcome, once. After {@code [DONE]} the rest of the body is read, if it is short.
   */
  private void end(CompletionOutcome ending) {
    if (ended) {
      return;
    }
    ended = true;
    if (ending instanceof CompletionOutcome.Failed failed && !exchange.isGivenUp()) {
      log(failed);
    }
    if (decoder != null && decoder.isDone() && exchange.isOpen()) {
      timeout.start(TAIL_DEADLINE);
    } else {
      closeExchange();
    }
    listener.end(exchange.isGivenUp() ? new CompletionOutcome.Aborted() : ending);
  }

  private void log(CompletionOutcome.Failed failed) {
    FailureCode code = state.endedInThought() ? FailureCode.THINKING_USED_UP : failed.code();
    if (code != FailureCode.INTERNAL_ERROR) {
      model.failed(Diagnosis.of(model.upstream(), code, refusedWith, brokenBy, !sent));
    }
  }

  private void closeExchange() {
    timeout.cancel();
    exchange.close();
  }

  private void failed(RuntimeException fault) {
    LOG.error("A call to {} failed for a fault of our own", model.upstream(), fault);
    end(new CompletionOutcome.Failed(FailureCode.INTERNAL_ERROR, null));
  }
}

package dev.porchlight.model;

import dev.porchlight.sse.EventTooLargeException;
import java.nio.ByteBuffer;
import java.time.Duration;
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
 * acts at once, on the socket, and leaves the telling to its turn.
 */
final class CompletionCall implements ModelCall, UpstreamExchange.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionCall.class);

  /** How long what follows a finish reason, and the end of the body, are waited for. */
  private static final Duration TAIL_DEADLINE = Duration.ofSeconds(2);

  private final OpenAiModel model;
  private final Prompt prompt;
  private final ModelListener listener;
  private final Serial turns = new Serial();
  private final Deadline deadline;
  private final CompletionProgress progress = new CompletionProgress();
  private final OpenExchange exchange = new OpenExchange();
  private RequestShape shape;
  private boolean sent;
  private boolean ended;
  private UpstreamResponse response = UpstreamResponse.NONE;
  private @Nullable CompletionDecoder decoder;
  private @Nullable RefusalBody refusal;

  CompletionCall(OpenAiModel model, Prompt prompt, ModelListener listener) {
    this.model = model;
    this.prompt = prompt;
    this.listener = listener;
    this.shape = model.shape();
    this.deadline = model.newDeadline(() -> take(this::checkDeadline));
  }

  void start() {
    take(this::send);
  }

  @Override
  public void abort() {
    exchange.giveUp();
    model.execute(() -> take(this::giveUp));
  }

  @Override
  public void sent() {
    if (!sent) {
      sent = true;
      deadline.start(model.upstream().idleDeadline());
    }
  }

  @Override
  public void responded(int status, HttpFields headers) {
    sent();
    response = new UpstreamResponse(status, headers);
    if (!response.isAnswer()) {
      refusal = new RefusalBody();
    } else if (response.isCoded()) {
      end(progress.unreadable());
    } else {
      model.accepted(shape);
      decoder = model.newDecoder(response.isEventStream(), this::heard);
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
      deadline.cancel();
    } else if (refusal != null) {
      refused(refusal);
    } else {
      endBody();
    }
  }

  @Override
  public void broke(Throwable cause, boolean connected) {
    ModelEnding.Failed noConnection = sent ? null : FailureTable.ofNoConnection(cause, connected);
    if (ended) {
      deadline.cancel();
    } else if (refusal != null) {
      refused(refusal);
    } else if (noConnection != null) {
      model.ownerLog().notConnected(cause);
      end(noConnection);
    } else {
      conclude(() -> progress.broke(cause));
    }
  }

  private void giveUp() {
    closeExchange();
    end(new ModelEnding.Aborted());
  }

  private void send() {
    if (ended || exchange.isGivenUp()) {
      return;
    }
    sent = false;
    refusal = null;
    UpstreamExchange next = model.newExchange(shape, prompt, this::take, this);
    if (exchange.take(next)) {
      deadline.start(model.upstream().connectDeadline());
      next.send();
    }
  }

  private void decode(CompletionDecoder answer, ByteBuffer bytes) {
    try {
      answer.feed(bytes);
      if (answer.isDone()) {
        conclude(progress::done);
      } else if (answer.isWholeCompletion()) {
        deadline.putOff();
      }
    } catch (BadResponseException | EventTooLargeException e) {
      end(progress.unreadable());
    }
  }

  private void heard(CompletionChunk chunk) {
    if (ended || exchange.isGivenUp()) {
      return;
    }
    if (chunk.error() != null) {
      end(progress.failed(chunk.error(), response.retryHint(chunk.error(), model.now())));
      return;
    }
    awaitNext(chunk);
    if (chunk.isProgress()) {
      listener.progressed(chunk.reasoning());
    }
    if (!chunk.text().isEmpty()) {
      say(chunk.text());
    }
    progress.heard(chunk);
  }

  private void say(String text) {
    if (!progress.hasBegun()) {
      listener.begin(new Begin(Begin.By.MODEL, null, prompt.sources()));
    }
    listener.delta(text);
  }

  private void awaitNext(CompletionChunk chunk) {
    if (chunk.finishReason() != null) {
      deadline.start(TAIL_DEADLINE);
    } else if (chunk.isProgress()) {
      deadline.putOff();
    }
  }

  private void refused(RefusalBody body) {
    closeExchange();
    UpstreamError error = new UpstreamError(response.status(), body.text());
    RequestShape next = shape.afterRefusal(error);
    if (!next.equals(shape)) {
      shape = next;
      send();
      return;
    }
    ModelEnding.Failed ending = response.refusal(error, model.now());
    if (ending.code() == FailureCode.UPSTREAM_MISCONFIGURED) {
      model.ownerLog().misconfigured(error.status());
    }
    end(ending);
  }

  private void checkDeadline() {
    if (!deadline.isOver()) {
      return;
    }
    if (ended) {
      closeExchange();
    } else if (!sent) {
      end(FailureTable.ofConnectDeadline(exchange.wasConnected()));
    } else if (refusal != null) {
      refused(refusal);
    } else {
      conclude(progress::stalled);
    }
  }

  private void endBody() {
    try {
      if (decoder != null) {
        decoder.endBody();
      }
      end(decoder != null && decoder.isDone() ? progress.done() : progress.ended());
    } catch (BadResponseException e) {
      end(progress.unreadable());
    }
  }

  /** Ends with what the progress means once all that was held back has been heard. */
  private void conclude(Supplier<ModelEnding> ending) {
    if (decoder != null) {
      decoder.release();
    }
    end(ending.get());
  }

  /** Tells the ending, once. After {@code [DONE]} the rest of the body is read, if it is short. */
  private void end(ModelEnding ending) {
    if (ended) {
      return;
    }
    ended = true;
    if (progress.endedInThought()) {
      model.ownerLog().onlyThought();
    }
    if (decoder != null && decoder.isDone() && exchange.isOpen()) {
      deadline.start(TAIL_DEADLINE);
    } else {
      closeExchange();
    }
    listener.end(exchange.isGivenUp() ? new ModelEnding.Aborted() : ending);
  }

  private void closeExchange() {
    deadline.cancel();
    exchange.close();
  }

  private void take(Runnable turn) {
    turns.execute(
        () -> {
          try {
            turn.run();
          } catch (RuntimeException e) {
            LOG.error("A call to {} failed for a fault of our own", model.upstream(), e);
            end(new ModelEnding.Failed(FailureCode.INTERNAL_ERROR, null));
          }
        });
  }
}

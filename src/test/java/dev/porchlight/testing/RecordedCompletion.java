package dev.porchlight.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.testing.upstream.Patience;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a model writes, and that it keeps a listener's rules. */
public final class RecordedCompletion implements CompletionListener {
  private final BlockingQueue<String> thoughts = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
  private final BlockingQueue<CompletionOutcome> endings = new LinkedBlockingQueue<>();
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final List<AnswerStart> begins = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  @Override
  public void progressed(String reasoning) {
    assertThat(ended).as("ended before").isFalse();
    if (!reasoning.isEmpty()) {
      thoughts.add(reasoning);
    }
  }

  @Override
  public void begin(AnswerStart begin) {
    assertThat(begins).as("begun before").isEmpty();
    assertThat(ended).isFalse();
    begins.add(begin);
  }

  @Override
  public void delta(String piece) {
    assertThat(begins).as("begun by now").hasSize(1);
    assertThat(piece).isNotEmpty();
    assertThat(ended).as("ended before").isFalse();
    all.add(piece);
    pieces.add(piece);
  }

  @Override
  public void end(CompletionOutcome ending) {
    ended = true;
    endings.add(ending);
  }

  /** The next piece of the model's reasoning; waits for it. */
  public String nextThought() {
    return await(thoughts, "a thought");
  }

  /** The next piece of text; waits for it. */
  public String next() {
    return await(pieces, "a piece of the answer");
  }

  /** The ending; waits for it, and asserts that there was no other before it. */
  public CompletionOutcome ending() {
    CompletionOutcome ending = await(endings, "the ending");
    assertThat(endings).as("further endings").isEmpty();
    return ending;
  }

  /** All text so far. */
  public String text() {
    return String.join("", all);
  }

  public List<AnswerStart> begins() {
    return begins;
  }

  public boolean hasEnded() {
    return ended;
  }

  private <T> T await(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(Patience.MILLIS, TimeUnit.MILLISECONDS);
      assertThat(next).as("%s, after \"%s\"", what, text()).isNotNull();
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

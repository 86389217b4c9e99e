package dev.porchlight.knowledge.embedding;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.llm.TextEmbedder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the passages whose vectors are nearest to those of a question. A question waits for its
 * vectors no longer than a deadline; after a failure, questions go without for a while. Safe for
 * use by any thread.
 */
public final class SemanticSearch {

  static final Duration DEADLINE = Duration.ofMillis(800);
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(SemanticSearch.class);
  private static final int NEAREST = 16;

  private final TextEmbedder embedder;
  private final PassageEmbeddings passages;
  private final Timers timers;
  private final Ticker ticker;
  private volatile @Nullable Long pausedAtNanos;

  /**
   * @param embedder embeds the questions
   */
  public SemanticSearch(
      TextEmbedder embedder, PassageEmbeddings passages, Timers timers, Ticker ticker) {
    this.embedder = embedder;
    this.passages = passages;
    this.timers = timers;
    this.ticker = ticker;
  }

  /** Embeds what the site says now, in the background. */
  public void update() {
    var unused = passages.update();
  }

  /**
   * The nearest passages of each text, nearest first.
   *
   * @return never fails; no lists where there are no texts or vectors, or none in time
   */
  public CompletionStage<List<List<Passage>>> nearest(List<String> texts) {
    if (texts.isEmpty() || passages.index().size() == 0 || isPaused()) {
      return CompletableFuture.completedFuture(List.of());
    }
    CompletableFuture<List<List<Passage>>> found = new CompletableFuture<>();
    Future<?> deadline =
        timers.schedule(
            () -> {
              if (found.complete(List.of())) {
                pause("its answer took longer than " + DEADLINE.toMillis() + " ms");
              }
            },
            DEADLINE);
    embedder
        .embed(texts)
        .thenApply(this::nearest)
        .whenComplete(
            (lists, failure) -> {
              deadline.cancel(false);
              if (failure == null) {
                found.complete(lists);
              } else if (found.complete(List.of())) {
                pause(String.valueOf(PassageEmbeddings.causeOf(failure).getMessage()));
              }
            });
    return found;
  }

  private List<List<Passage>> nearest(TextEmbedder.Embedded made) {
    VectorIndex index = passages.index();
    return made.vectors().stream()
        .map(vector -> index.nearest(QuantizedVector.of(vector), NEAREST))
        .toList();
  }

  private boolean isPaused() {
    Long since = pausedAtNanos;
    return since != null && ticker.read() - since < PAUSE.toNanos();
  }

  private void pause(String why) {
    pausedAtNanos = ticker.read();
    log.warn(
        "Questions are searched by their words only for {} s, since no vector came from {}: {}",
        PAUSE.toSeconds(),
        embedder.model(),
        why);
  }
}

package dev.porchlight.knowledge.embedding;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.knowledge.content.MarkdownText;
import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.PlainText;
import dev.porchlight.llm.EmbeddingException;
import dev.porchlight.llm.TextEmbedder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds the passages in the background, in batches, one after the other. What was embedded before
 * is not embedded again; what the provider refuses stays out; what fails otherwise is tried again
 * later. Safe for use by any thread.
 */
public final class PassageEmbeddings {

  private static final Logger log = LoggerFactory.getLogger(PassageEmbeddings.class);

  static final int BATCH = 32;
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final int BATCHES_BETWEEN_SAVES = 32;

  /** So many texts in a row are not refused for what they say. */
  private static final int MAX_REFUSED = 3;

  /** What most embedding models read of a text at least; some refuse longer ones. */
  private static final int MAX_CHARS = 4_000;

  private final TextEmbedder embedder;
  private final Supplier<List<Page>> pages;
  private final VectorStore store;
  private final Timers timers;

  private Map<Passage, String> keys = Map.of();
  private Map<String, Passage> byKey = Map.of();
  private final Set<String> refused = new HashSet<>();
  private CompletableFuture<Void> complete = CompletableFuture.completedFuture(null);
  private boolean isRunning;
  private int batchSize = BATCH;
  private int sinceSave;
  private int embedded;
  private Duration pause = FIRST_PAUSE;
  private volatile VectorIndex index = VectorIndex.EMPTY;

  /**
   * @param pages gives what the site says now
   */
  public PassageEmbeddings(
      TextEmbedder embedder, Supplier<List<Page>> pages, VectorStore store, Timers timers) {
    this.embedder = embedder;
    this.pages = pages;
    this.store = store;
    this.timers = timers;
  }

  VectorIndex index() {
    return index;
  }

  /**
   * Embeds, in the background, what the site says now. Passages whose vectors are known already are
   * found before the others are embedded.
   *
   * @return completes when each passage has a vector, or was refused one, or when the pages have
   *     changed again; fails where only another setting helps
   */
  public CompletionStage<Void> update() {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    timers.execute(() -> update(promise));
    return promise;
  }

  /** Reads the pages under the lock, so that of two updates the later one has the last word. */
  private synchronized void update(CompletableFuture<Void> promise) {
    Map<Passage, String> newKeys = new LinkedHashMap<>();
    Map<String, Passage> newByKey = new LinkedHashMap<>();
    for (Page page : pages.get()) {
      for (Passage passage : page.passages()) {
        String known = keys.get(passage);
        String key = known == null ? VectorStore.keyOf(embedder.model(), textOf(passage)) : known;
        newKeys.put(passage, key);
        newByKey.put(key, passage);
      }
    }
    keys = newKeys;
    byKey = newByKey;
    embedded = 0;
    complete.complete(null);
    complete = promise;
    publish();
    if (!isRunning) {
      isRunning = true;
      embedNext();
    }
  }

  private int missing() {
    return missingKeys().size();
  }

  /** How many passages have a vector. */
  public int found() {
    return index.size();
  }

  /** Where the vectors are kept, for the owner; null for nowhere. */
  public @Nullable String location() {
    return store.location();
  }

  static String textOf(Passage passage) {
    String text = passage.title() + "\n" + PlainText.of(MarkdownText.parse(passage.text()));
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }

  private List<String> missingKeys() {
    return byKey.keySet().stream()
        .filter(key -> store.get(key) == null && !refused.contains(key))
        .toList();
  }

  private synchronized void embedNext() {
    List<String> missing = missingKeys();
    if (missing.isEmpty()) {
      finish();
      return;
    }
    List<String> batch = missing.subList(0, Math.min(batchSize, missing.size()));
    embedder
        .embed(batch.stream().map(byKey::get).map(PassageEmbeddings::textOf).toList())
        .whenComplete(
            (made, failure) ->
                timers.execute(
                    () -> {
                      if (failure == null) {
                        take(batch, made);
                      } else {
                        fail(batch, failure);
                      }
                    }));
  }

  private synchronized void take(List<String> batch, TextEmbedder.Embedded made) {
    for (int i = 0; i < batch.size(); i++) {
      store.put(batch.get(i), QuantizedVector.of(made.vectors().get(i)));
    }
    embedded += batch.size();
    batchSize = Math.min(BATCH, batchSize * 2);
    pause = FIRST_PAUSE;
    if (++sinceSave >= BATCHES_BETWEEN_SAVES) {
      save();
    }
    embedNext();
  }

  private synchronized void fail(List<String> batch, Throwable failure) {
    EmbeddingException cause = causeOf(failure);
    switch (cause.kind()) {
      case TEXTS_REFUSED -> refuse(batch, cause);
      case TRANSIENT -> {
        Duration wait = cause.retryAfter() == null ? pause : cause.retryAfter();
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        log.warn(
            "{} passages are found by their words only for now: {} The next attempt is in {} s.",
            missing(),
            cause.getMessage(),
            wait.toSeconds());
        save();
        var unused = timers.schedule(this::embedNext, wait);
      }
      case MISCONFIGURED -> giveUp(cause);
    }
  }

  /** Where one of many is at fault, it is found by halving; where all are, no text is. */
  private void refuse(List<String> batch, EmbeddingException cause) {
    if (batch.size() == 1) {
      refused.addAll(batch);
      log.warn("A passage is found by its words only: {}", cause.getMessage());
    }
    if (refused.size() >= MAX_REFUSED && embedded == 0) {
      refused.clear();
      giveUp(cause);
      return;
    }
    batchSize = Math.max(1, batch.size() / 2);
    embedNext();
  }

  private void giveUp(EmbeddingException cause) {
    log.warn("Passages are found by their words only: {}", cause.getMessage());
    isRunning = false;
    complete.completeExceptionally(cause);
    save();
  }

  private void finish() {
    isRunning = false;
    if (embedded > 0) {
      save();
      log.info("{} passages were embedded by {}.", embedded, embedder.model());
    }
    publish();
    complete.complete(null);
  }

  private void save() {
    sinceSave = 0;
    publish();
    store.retain(byKey.keySet(), dimensions());
    store.save();
  }

  private int dimensions() {
    return byKey.keySet().stream()
        .map(store::get)
        .filter(vector -> vector != null)
        .mapToInt(QuantizedVector::dimensions)
        .findFirst()
        .orElse(0);
  }

  private void publish() {
    List<VectorIndex.Entry> entries = new ArrayList<>();
    keys.forEach(
        (passage, key) -> {
          QuantizedVector vector = store.get(key);
          if (vector != null) {
            entries.add(new VectorIndex.Entry(passage, vector));
          }
        });
    index = new VectorIndex(entries);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  static EmbeddingException causeOf(Throwable failure) {
    @Nullable Throwable cause =
        failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof EmbeddingException known
        ? known
        : new EmbeddingException(
            "the embedding model's answer could not be used (" + cause + ").",
            EmbeddingException.Kind.TRANSIENT,
            null,
            cause);
  }
}

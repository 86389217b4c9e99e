package dev.porchlight.knowledge.enrichment;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.llm.AnswerStart;
import dev.porchlight.llm.ChatModel;
import dev.porchlight.llm.CompletionListener;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a model write of each passage what it is about and which questions it answers, and keeps
 * each answer in a file as soon as it is there. Used once.
 */
public final class PassageEnricher {

  private static final Logger log = LoggerFactory.getLogger(PassageEnricher.class);
  private static final int MAX_ATTEMPTS = 6;
  private static final int MAX_UNREADABLE = 2;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  private final ChatModel model;
  private final EnrichmentFile file;
  private final Timers timers;
  private final IntConsumer progress;
  private final Queue<Passage> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger enriched = new AtomicInteger();

  /**
   * @param file exists
   * @param progress receives how many passages are enriched, after each one, on any thread
   */
  public PassageEnricher(
      ChatModel model, EnrichmentFile file, Timers timers, IntConsumer progress) {
    this.model = model;
    this.file = file;
    this.timers = timers;
    this.progress = progress;
  }

  /** Those of which nothing was written yet, each once. */
  public static List<Passage> missing(List<Passage> passages, EnrichmentFile file) {
    Enrichments present = new Enrichments(file.read());
    Map<String, Passage> missing = new LinkedHashMap<>();
    passages.stream()
        .filter(passage -> !present.has(passage))
        .forEach(passage -> missing.putIfAbsent(Enrichments.keyOf(passage), passage));
    return List.copyOf(missing.values());
  }

  /**
   * Enriches these.
   *
   * @param callsAtOnce how many are asked about at a time
   * @return completes with how many were; those of which the model writes nothing that can be used
   *     are left out, with a warning. Fails with an {@link EnrichmentException} where the model
   *     does not answer, or the file can't be written; what was written stays
   */
  public CompletionStage<Integer> enrich(List<Passage> passages, int callsAtOnce) {
    waiting.addAll(passages);
    CompletableFuture<?>[] workers =
        IntStream.range(0, callsAtOnce)
            .mapToObj(
                worker -> {
                  CompletableFuture<Void> done = new CompletableFuture<>();
                  next(done);
                  return done.whenComplete(
                      (nothing, failure) -> {
                        if (failure != null) {
                          waiting.clear();
                        }
                      });
                })
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(workers).thenApply(done -> enriched.get());
  }

  /** Forgets what was written of passages that are no more. */
  public static void retain(List<Passage> passages, EnrichmentFile file) throws IOException {
    Map<String, Enrichment> all = file.read();
    Map<String, Enrichment> kept = new LinkedHashMap<>();
    for (Passage passage : passages) {
      String key = Enrichments.keyOf(passage);
      Enrichment found = all.get(key);
      if (found != null) {
        kept.put(key, found);
      }
    }
    file.replace(kept);
  }

  private void next(CompletableFuture<Void> worker) {
    Passage passage = waiting.poll();
    if (passage == null) {
      worker.complete(null);
    } else {
      new Call(passage, worker).ask();
    }
  }

  /** One passage's way to its answer, by one worker. */
  private final class Call {

    private final Passage passage;
    private final CompletableFuture<Void> worker;
    private int attempts;
    private int unreadable;
    private Duration pause = FIRST_PAUSE;

    Call(Passage passage, CompletableFuture<Void> worker) {
      this.passage = passage;
      this.worker = worker;
    }

    void ask() {
      attempts++;
      StringBuilder text = new StringBuilder();
      var unused =
          model.write(
              EnrichmentPrompt.of(passage),
              new CompletionListener() {
                @Override
                public void begin(AnswerStart begin) {}

                @Override
                public void delta(String piece) {
                  text.append(piece);
                }

                @Override
                public void end(CompletionOutcome ending) {
                  timers.execute(() -> ended(ending, text.toString()));
                }
              });
    }

    private void ended(CompletionOutcome ending, String text) {
      try {
        if (ending instanceof CompletionOutcome.Failed failed) {
          failed(failed);
        } else {
          read(text);
        }
      } catch (IOException | RuntimeException e) {
        worker.completeExceptionally(
            new EnrichmentException("%s can't be written: %s".formatted(file.path(), e)));
      }
    }

    private void read(String text) throws IOException {
      Enrichment read = EnrichmentPrompt.read(text);
      if (read != null) {
        file.append(Enrichments.keyOf(passage), read);
        progress.accept(enriched.incrementAndGet());
        next(worker);
      } else if (++unreadable < MAX_UNREADABLE) {
        ask();
      } else {
        leaveOut("the model wrote no such JSON object");
      }
    }

    private void failed(CompletionOutcome.Failed failed) {
      if (isOfPassage(failed.code())) {
        leaveOut("the model's answer was " + failed.code().wireName());
      } else if (failed.code() == FailureCode.UPSTREAM_MISCONFIGURED || attempts >= MAX_ATTEMPTS) {
        worker.completeExceptionally(
            new EnrichmentException(
                "%s does not answer (%s, %d attempts)."
                    .formatted(model.description(), failed.code().wireName(), attempts)));
      } else {
        Duration wait = failed.retryAfter() == null ? pause : failed.retryAfter();
        pause = pause.multipliedBy(2);
        var unused = timers.schedule(this::ask, wait);
      }
    }

    private static boolean isOfPassage(FailureCode code) {
      return switch (code) {
        case QUESTION_REFUSED, QUESTION_TOO_LONG, ANSWER_FILTERED, THINKING_USED_UP, ANSWER_EMPTY ->
            true;
        default -> false;
      };
    }

    private void leaveOut(String why) {
      log.warn("Nothing was written of \"{}\": {}.", passage.title(), why);
      next(worker);
    }
  }
}

package dev.porchlight.web;

import dev.porchlight.io.StorageException;
import dev.porchlight.messages.MessageOutbox;
import dev.porchlight.messages.WaitingMessage;
import io.javalin.http.Context;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the owner sees of the messages that visitors left. Safe for use by any thread. */
public final class OwnerMessageHandlers {

  private final OwnerAccess access;
  private final @Nullable MessageOutbox outbox;
  private final Executor executor;

  /**
   * A message that waits.
   *
   * @param received the day (UTC), as 2026-05-31
   * @param conversation whether the visitor sent it too
   * @param attempts how often its delivery failed
   * @param lastCause why it failed last, or null where it has not been tried
   */
  public record Waiting(
      String id,
      String received,
      String message,
      @Nullable String replyTo,
      boolean conversation,
      int attempts,
      @Nullable String lastCause) {

    private static Waiting of(WaitingMessage waiting) {
      return new Waiting(
          waiting.message().id(),
          LocalDate.ofInstant(waiting.message().received(), ZoneOffset.UTC).toString(),
          waiting.message().text(),
          waiting.message().replyTo(),
          !waiting.message().conversation().isEmpty(),
          waiting.attempts(),
          waiting.lastCause());
    }
  }

  /** How many messages were delivered on a day (UTC), as 2026-05-31. */
  public record Day(String day, int messages) {}

  /**
   * @param outbox null where there is no place to keep messages
   * @param executor waits for the disk
   */
  public OwnerMessageHandlers(
      OwnerAccess access, @Nullable MessageOutbox outbox, Executor executor) {
    this.access = access;
    this.outbox = outbox;
    this.executor = executor;
  }

  /** Answers with the messages that wait, the oldest first; 404 where none is or was taken. */
  public void list(Context ctx) {
    MessageOutbox from = enter(ctx);
    ctx.future(
        () ->
            onDisk(from::waiting)
                .thenAccept(
                    waiting -> {
                      if (waiting.isEmpty() && !from.isOffered()) {
                        throw new ProblemException(Problem.notFound());
                      }
                      ctx.json(waiting.stream().map(Waiting::of).toList());
                    }));
  }

  /** Answers with how many messages were delivered on each of the last days, the newest first. */
  public void delivered(Context ctx) {
    MessageOutbox from = enter(ctx);
    ctx.future(() -> onDisk(from::deliveredPerDay).thenAccept(days -> ctx.json(newestFirst(days))));
  }

  /** Erases one that waits: 204, or 404 where none of that id does. */
  public void erase(Context ctx) {
    MessageOutbox from = enter(ctx);
    String id = ctx.pathParam("id");
    ctx.future(
        () ->
            onDisk(() -> from.erase(id))
                .thenAccept(
                    isErased -> {
                      if (!isErased) {
                        throw new ProblemException(Problem.notFound());
                      }
                      ctx.status(204);
                    }));
  }

  private MessageOutbox enter(Context ctx) {
    access.check(ctx);
    ctx.header("Cache-Control", "no-store");
    if (outbox == null) {
      throw new ProblemException(Problem.notFound());
    }
    return outbox;
  }

  private static List<Day> newestFirst(SortedMap<LocalDate, Integer> days) {
    List<Day> newestFirst = new ArrayList<>();
    days.forEach((day, messages) -> newestFirst.add(0, new Day(day.toString(), messages)));
    return newestFirst;
  }

  private <T> CompletableFuture<T> onDisk(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.get();
          } catch (StorageException e) {
            throw new ProblemException(Problem.of(503, "storage_failed", e.getMessage() + "."));
          }
        },
        executor);
  }
}

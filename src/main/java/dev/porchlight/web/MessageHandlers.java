package dev.porchlight.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.encoding.Sha256;
import dev.porchlight.io.StorageException;
import dev.porchlight.messages.MessageLimits;
import dev.porchlight.messages.MessageOutbox;
import dev.porchlight.messages.VisitorMessage;
import dev.porchlight.ratelimit.Reservation;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /messages}: takes a message for the owner. Once the response says so, the message is
 * on the disk. Safe for use by any thread.
 */
public final class MessageHandlers {

  private static final int ID_CHARACTERS = 32;

  private final @Nullable MessageOutbox outbox;
  private final OriginCheck originCheck;
  private final RateLimitGuard guard;
  private final RequestBodyReader bodies;
  private final InstantSource clock;
  private final Executor executor;
  private final Supplier<String> randomIds;

  /**
   * @param outbox null where there is no place to keep messages
   * @param executor waits for the disk
   * @param randomIds names requests that have no key, unguessably
   */
  public MessageHandlers(
      @Nullable MessageOutbox outbox,
      OriginCheck originCheck,
      RateLimitGuard guard,
      RequestBodyReader bodies,
      InstantSource clock,
      Executor executor,
      Supplier<String> randomIds) {
    this.outbox = outbox;
    this.originCheck = originCheck;
    this.guard = guard;
    this.bodies = bodies;
    this.clock = clock;
    this.executor = executor;
    this.randomIds = randomIds;
  }

  /** Takes a message: 202 with its id; the same request again gets the same id. */
  public void leave(Context ctx) {
    MessageOutbox to = outbox;
    if (to == null || !to.isOffered()) {
      throw new ProblemException(Problem.notFound());
    }
    originCheck.check(ctx);
    guard.admit(ctx);
    RequestContent.checkJson(ctx);
    String key = IdempotencyKey.of(ctx);
    ctx.future(
        () ->
            bodies
                .read(ctx, MessageRequest.MAX_BODY_BYTES)
                .thenCompose(body -> take(ctx, to, body, idOf(key, body)))
                .thenAccept(id -> accepted(ctx, id)));
  }

  /**
   * The same for the same key and body. Nobody who does not know the key can tell the one or the
   * other from it.
   */
  private String idOf(@Nullable String key, byte[] body) {
    String secret = key == null ? randomIds.get() : key;
    return new Sha256()
        .add((secret + "\n").getBytes(UTF_8))
        .add(body)
        .hex()
        .substring(0, ID_CHARACTERS);
  }

  private CompletionStage<String> take(Context ctx, MessageOutbox to, byte[] body, String id) {
    MessageRequest request = MessageRequest.parse(body);
    VisitorMessage message = request.toMessage(id, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    if (request.isFromProgram()) {
      return CompletableFuture.completedFuture(id);
    }
    return onDisk(() -> to.knows(id))
        .thenCompose(
            isKnown ->
                isKnown
                    ? CompletableFuture.completedFuture(id)
                    : guard.leaveMessage(ctx).thenCompose(charge -> keep(to, message, charge)));
  }

  private CompletionStage<String> keep(
      MessageOutbox to, VisitorMessage message, Reservation charge) {
    return onDisk(() -> to.take(message))
        .whenComplete(
            (taking, failure) -> {
              if (taking != MessageLimits.Taking.KEPT) {
                charge.giveBack();
              }
            })
        .thenApply(taking -> idOf(message, taking, to));
  }

  private static String idOf(
      VisitorMessage message, MessageLimits.Taking taking, MessageOutbox outbox) {
    return switch (taking) {
      case KEPT, KNOWN -> message.id();
      case DAY_FULL ->
          throw new ProblemException(RefusalProblems.messageDayFull(outbox.untilTomorrow()));
      case STORE_FULL -> throw new ProblemException(RefusalProblems.messageNotKept());
    };
  }

  private <T> CompletableFuture<T> onDisk(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.get();
          } catch (StorageException toldByTheStore) {
            throw new ProblemException(RefusalProblems.messageNotKept());
          }
        },
        executor);
  }

  private static void accepted(Context ctx, String id) {
    ctx.status(202).header("Cache-Control", "no-store").json(Map.of("id", id));
  }
}

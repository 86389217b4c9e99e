package dev.porchlight.cluster.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.answer.AskResult;
import dev.porchlight.answer.IdempotencyCache;
import dev.porchlight.answer.log.Subscription;
import dev.porchlight.cluster.redis.Keys;
import dev.porchlight.cluster.redis.RedisLink;
import dev.porchlight.cluster.redis.RedisScript;
import dev.porchlight.concurrent.Timers;
import dev.porchlight.encoding.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of all machines. Who comes first with a key has a claim on it until the
 * stream is known, which the key leads to from then on; the others look again until then. The claim
 * of a machine that dies ends soon. Safe for use by any thread.
 *
 * <p>While Redis is lost, each machine knows its own requests alone.
 */
final class RedisIdempotencyCache implements IdempotencyCache {

  /** How long asking may take at most, before another machine may ask. */
  private static final Duration CLAIM = Duration.ofSeconds(8);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  /** As long as a closed answer can still be read. */
  private static final Duration KEPT = Duration.ofMinutes(10);

  private static final String CLAIMED = "claimed";
  private static final String REUSED = "reused";
  private static final String BEING_ASKED = "being_asked";

  /** Of claim, digest of the body, and milliseconds; a fourth is a stream that is gone. */
  private static final RedisScript TAKE =
      new RedisScript(
          """
          local request = redis.call('HMGET', KEYS[1], 'body', 'stream')
          if request[1] and ARGV[4] and request[2] == ARGV[4] then
            redis.call('DEL', KEYS[1])
            request = {false, false}
          end
          if not request[1] then
            redis.call('HSET', KEYS[1], 'body', ARGV[2], 'claim', ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return {'claimed'}
          end
          if request[1] ~= ARGV[2] then return {'reused'} end
          if not request[2] then return {'being_asked'} end
          return {'stream', request[2]}
          """);

  /** Of claim, stream, and milliseconds. */
  private static final RedisScript KEEP =
      new RedisScript(
          """
          if redis.call('HGET', KEYS[1], 'claim') == ARGV[1] then
            redis.call('HSET', KEYS[1], 'stream', ARGV[2])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
          end
          return {}
          """);

  /** Of claim. */
  private static final RedisScript FREE =
      new RedisScript(
          """
          if redis.call('HGET', KEYS[1], 'claim') == ARGV[1] then redis.call('DEL', KEYS[1]) end
          return {}
          """);

  private final IdempotencyCache own;
  private final Function<String, CompletionStage<@Nullable Subscription>> streams;
  private final RedisLink link;
  private final Timers timers;
  private final AtomicLong lastClaim = new AtomicLong();

  /** A request that has found no other with its key on this machine. */
  private record Request(
      List<String> keys, String claim, String body, Supplier<CompletionStage<AskResult>> first) {}

  /**
   * @param own the keys of this machine
   * @param streams finds a stream by its id, while it is kept
   */
  RedisIdempotencyCache(
      IdempotencyCache own,
      Function<String, CompletionStage<@Nullable Subscription>> streams,
      RedisLink link,
      Timers timers) {
    this.own = own;
    this.streams = streams;
    this.link = link;
    this.timers = timers;
  }

  @Override
  public CompletionStage<AskResult> ask(
      Key key, String bodyDigest, Supplier<CompletionStage<AskResult>> first) {
    return own.ask(
        key, bodyDigest, () -> take(new Request(keys(key), claim(), bodyDigest, first), null));
  }

  private String claim() {
    return link.machine() + "." + lastClaim.incrementAndGet();
  }

  private static List<String> keys(Key key) {
    String digest = Sha256.of((key.visitor() + "\n" + key.key()).getBytes(UTF_8));
    return List.of(Keys.PREFIX + "asked:{" + digest + "}");
  }

  /**
   * @param gone the stream that was there, and is kept no longer
   */
  private CompletionStage<AskResult> take(Request request, @Nullable String gone) {
    List<Object> arguments =
        gone == null
            ? List.of(request.claim, request.body, CLAIM.toMillis())
            : List.of(request.claim, request.body, CLAIM.toMillis(), gone);
    return link.call(redis -> TAKE.run(redis, request.keys, arguments))
        .handle((reply, lost) -> lost == null ? settle(request, reply) : request.first.get())
        .thenCompose(Function.identity());
  }

  private CompletionStage<AskResult> settle(Request request, List<Object> reply) {
    return switch (text(reply.get(0))) {
      case CLAIMED -> askFirst(request);
      case REUSED -> CompletableFuture.completedFuture(new AskResult.KeyReused());
      case BEING_ASKED -> takeLater(request);
      default -> find(request, text(reply.get(1)));
    };
  }

  private CompletionStage<AskResult> askFirst(Request request) {
    return CompletableFuture.completedFuture(request)
        .thenCompose(asked -> asked.first.get())
        .whenComplete(
            (result, failure) -> {
              if (result instanceof AskResult.Admitted admitted) {
                List<Object> arguments =
                    List.of(request.claim, admitted.subscription().id(), KEPT.toMillis());
                var unused = link.call(redis -> KEEP.run(redis, request.keys, arguments));
              } else {
                var unused =
                    link.call(redis -> FREE.run(redis, request.keys, List.of(request.claim)));
              }
            });
  }

  private CompletionStage<AskResult> takeLater(Request request) {
    CompletableFuture<Void> later = new CompletableFuture<>();
    var unused = timers.schedule(() -> later.complete(null), BETWEEN_LOOKS);
    return later.thenCompose(now -> take(request, null));
  }

  private CompletionStage<AskResult> find(Request request, String stream) {
    return streams
        .apply(stream)
        .thenCompose(
            found ->
                found == null
                    ? take(request, stream)
                    : CompletableFuture.completedFuture(new AskResult.Admitted(found)));
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, UTF_8);
  }
}

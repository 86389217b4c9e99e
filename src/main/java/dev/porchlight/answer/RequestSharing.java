package dev.porchlight.answer;

import dev.porchlight.answer.log.Subscription;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets machines know of each other's requests. */
public interface RequestSharing {

  /** For the only machine there is. */
  RequestSharing NONE =
      new RequestSharing() {
        @Override
        public IdempotencyCache idempotency(
            IdempotencyCache own,
            Function<String, CompletionStage<@Nullable Subscription>> streams) {
          return own;
        }

        @Override
        public Opinions opinions(Opinions own, Consumer<String> notHelpfulElsewhere) {
          return own;
        }
      };

  /**
   * The requests of all machines that their visitors named.
   *
   * @param own those of this process
   * @param streams finds a stream by its id, while it is kept
   */
  IdempotencyCache idempotency(
      IdempotencyCache own, Function<String, CompletionStage<@Nullable Subscription>> streams);

  /**
   * What visitors think on all machines.
   *
   * @param own what they think on this one
   * @param notHelpfulElsewhere takes the id of a stream, which may be of any machine, whose visitor
   *     told another one that its answer does not help
   */
  Opinions opinions(Opinions own, Consumer<String> notHelpfulElsewhere);
}

package dev.porchlight.cluster.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Scripts that are sent in one write and waited for together, each with a reply of its own. For one
 * thread until they are sent.
 */
final class ScriptBatch {

  private final RedisLink link;
  private final List<Run> runs = new ArrayList<>();

  /**
   * @param link by which they are sent
   */
  ScriptBatch(RedisLink link) {
    this.link = link;
  }

  /** One script of the batch. */
  private static final class Run {
    private final RedisScript script;
    private final String[] keys;
    private final byte[][] values;
    private final CompletableFuture<List<Object>> result = new CompletableFuture<>();
    private CompletableFuture<List<Object>> reply = new CompletableFuture<>();

    Run(RedisScript script, List<String> keys, List<?> arguments) {
      this.script = script;
      this.keys = keys.toArray(String[]::new);
      this.values = RedisScript.values(arguments);
    }

    /** Whether Redis has answered that it does not have the script. */
    boolean isUnknown() {
      return reply
          .handle((done, failure) -> failure != null && RedisScript.isUnknown(failure))
          .join();
    }
  }

  boolean isOf(RedisLink sender) {
    return link == sender;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** Completes with the script's reply, or fails as {@link #settle} is told. */
  CompletionStage<List<Object>> add(RedisScript script, List<String> keys, List<?> arguments) {
    Run run = new Run(script, keys, arguments);
    runs.add(run);
    return run.result;
  }

  /** Sends them; completes with all replies, and fails where a script did. */
  CompletionStage<Void> send(StatefulRedisConnection<String, byte[]> connection) {
    RedisAsyncCommands<String, byte[]> redis = connection.async();
    List<AsyncCommand<String, byte[], List<Object>>> commands = new ArrayList<>();
    for (Run run : runs) {
      AsyncCommand<String, byte[], List<Object>> command =
          run.script.command(redis, run.keys, run.values);
      run.reply = command;
      commands.add(command);
    }
    connection.dispatch(commands);
    return replies().exceptionallyCompose(failure -> sendWhole(redis));
  }

  private CompletableFuture<Void> sendWhole(RedisAsyncCommands<String, byte[]> redis) {
    for (Run run : runs) {
      if (run.isUnknown()) {
        run.reply = run.script.runWhole(redis, run.keys, run.values).toCompletableFuture();
      }
    }
    return replies();
  }

  private CompletableFuture<Void> replies() {
    return CompletableFuture.allOf(
        runs.stream().map(run -> run.reply).toArray(CompletableFuture[]::new));
  }

  /** Tells each reply that has come; those that have not fail with the failure. */
  void settle(@Nullable Throwable failure) {
    for (Run run : runs) {
      if (run.reply.isDone() && !run.reply.isCompletedExceptionally()) {
        run.result.complete(run.reply.join());
      } else if (failure != null) {
        run.result.completeExceptionally(failure);
      }
    }
  }
}

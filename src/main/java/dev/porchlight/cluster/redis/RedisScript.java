package dev.porchlight.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script, which Redis runs as one step. It is sent by its digest, and whole where Redis does
 * not have it. Safe for use by any thread.
 */
public final class RedisScript {

  private final String source;
  private volatile @Nullable String digest;

  public RedisScript(String source) {
    this.source = source;
  }

  /**
   * Runs it for a list of what it returns: whole numbers and bytes.
   *
   * @param arguments bytes, which are sent as they are, or what is sent as its text
   */
  public CompletionStage<List<Object>> run(
      RedisAsyncCommands<String, byte[]> redis, List<String> keys, List<?> arguments) {
    String[] keyArray = keys.toArray(String[]::new);
    byte[][] values = values(arguments);
    CompletionStage<List<Object>> known =
        redis.evalsha(digest(redis), ScriptOutputType.MULTI, keyArray, values);
    return known.exceptionallyCompose(
        failure -> {
          if (isUnknown(failure)) {
            return runWhole(redis, keyArray, values);
          }
          throw new CompletionException(cause(failure));
        });
  }

  /** Runs it where Redis does not have it. */
  CompletionStage<List<Object>> runWhole(
      RedisAsyncCommands<String, byte[]> redis, String[] keys, byte[][] values) {
    return redis.eval(source, ScriptOutputType.MULTI, keys, values);
  }

  /** The command that runs it where Redis has it. */
  AsyncCommand<String, byte[], List<Object>> command(
      RedisAsyncCommands<String, byte[]> redis, String[] keys, byte[][] values) {
    CommandArgs<String, byte[]> arguments =
        new CommandArgs<>(RedisLink.CODEC)
            .add(digest(redis))
            .add(keys.length)
            .addKeys(keys)
            .addValues(values);
    return new AsyncCommand<>(
        new Command<>(CommandType.EVALSHA, new NestedMultiOutput<>(RedisLink.CODEC), arguments));
  }

  /** Whether it failed because Redis does not have it. */
  static boolean isUnknown(Throwable failure) {
    return cause(failure) instanceof RedisNoScriptException;
  }

  /** What is sent of its arguments. */
  static byte[][] values(List<?> arguments) {
    byte[][] values = new byte[arguments.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes(arguments.get(i));
    }
    return values;
  }

  private static byte[] bytes(Object argument) {
    return argument instanceof byte[] bytes ? bytes : argument.toString().getBytes(UTF_8);
  }

  private String digest(RedisAsyncCommands<String, byte[]> redis) {
    String known = digest;
    if (known == null) {
      known = redis.digest(source);
      digest = known;
    }
    return known;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}

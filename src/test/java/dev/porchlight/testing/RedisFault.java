package dev.porchlight.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A trouble that a running Redis can be in.
 *
 * @param reason what of it the owner may be told, as a pattern
 * @param begins brings it about
 * @param ends the remedy
 */
public record RedisFault(String name, String reason, Deed begins, Deed ends) {

  private static final int KEYS_TO_LOAD = 500;

  /** Something done to Redis. */
  public interface Deed {

    void to(RedisServer redis) throws IOException;
  }

  /** A Redis that can be brought into each trouble. */
  public static RedisServer server() throws IOException {
    return RedisServer.start(
        "--enable-debug-command",
        "yes",
        "--dir",
        Files.createTempDirectory("redis").toString(),
        "--loading-process-events-interval-bytes",
        "1024");
  }

  public static List<RedisFault> all() {
    return List.of(
        new RedisFault(
            "it is gone", "connect|Connection", RedisServer::stop, RedisServer::startAgain),
        new RedisFault("it hangs", "no answer", RedisServer::freeze, RedisServer::resume),
        new RedisFault(
            "it takes five seconds",
            "no answer",
            redis -> redis.ask("CLIENT", "PAUSE", "5000", "ALL"),
            redis -> {}),
        new RedisFault(
            "it is a read-only replica",
            "READONLY",
            redis -> redis.ask("REPLICAOF", "127.0.0.1", "1"),
            redis -> redis.ask("REPLICAOF", "NO", "ONE")),
        new RedisFault(
            "it is out of memory",
            "OOM",
            redis -> redis.ask("CONFIG", "SET", "maxmemory", "1"),
            redis -> redis.ask("CONFIG", "SET", "maxmemory", "0")),
        new RedisFault(
            "it is loading what it had saved",
            "LOADING",
            RedisFault::load,
            redis -> redis.ask("CONFIG", "SET", "key-load-delay", "0")));
  }

  private static void load(RedisServer redis) throws IOException {
    for (int i = 0; i < KEYS_TO_LOAD; i++) {
      redis.ask("SET", "key-to-load-" + i, "incompressible".repeat(1_000));
    }
    redis.ask("CONFIG", "SET", "rdbcompression", "no");
    redis.ask("CONFIG", "SET", "key-load-delay", "20000");
    var unused =
        CompletableFuture.runAsync(
            () -> {
              try {
                redis.ask("DEBUG", "RELOAD");
              } catch (IOException atTheEnd) {
                // It is stopped.
              }
            });
  }

  @Override
  public String toString() {
    return name;
  }
}

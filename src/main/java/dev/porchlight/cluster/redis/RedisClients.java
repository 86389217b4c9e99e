package dev.porchlight.cluster.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Lettuce, set up for what Porchlight asks of it, and its failures in words. Stateless. */
public final class RedisClients {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

  private static final List<String> REFUSALS = List.of("WRONGPASS", "NOAUTH", "ERR AUTH");

  private RedisClients() {}

  /** One that connects again by itself, and never carries out later what was given before. */
  static RedisClient create(RedisConfig config) {
    ClientResources resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .nettyCustomizer(new WritesTogether())
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    return create(resources, config, true);
  }

  /** One whose connections stay lost once they are, over the threads of another. */
  static RedisClient createWithoutReconnecting(RedisClient other, RedisConfig config) {
    return create(other.getResources(), config, false);
  }

  private static RedisClient create(
      ClientResources resources, RedisConfig config, boolean connectsAgain) {
    RedisClient client = RedisClient.create(resources, uri(config));
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(connectsAgain)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .replayFilter(command -> true)
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(CONNECT_LIMIT)
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build())
            .build());
    return client;
  }

  /** Sends in one write what is waiting to be sent, rather than each command by itself. */
  private static final class WritesTogether implements NettyCustomizer {

    @Override
    public void afterChannelInitialized(Channel channel) {
      channel
          .pipeline()
          .addFirst(
              new FlushConsolidationHandler(
                  FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    }
  }

  static RedisURI uri(RedisConfig config) {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(config.host())
            .withPort(config.port())
            .withSsl(config.isTls())
            .withVerifyPeer(config.verifiesCertificate())
            .withDatabase(config.database())
            .withTimeout(CONNECT_LIMIT.multipliedBy(2));
    String user = config.user();
    String password = config.password();
    if (password != null && user != null) {
      uri.withAuthentication(user, password);
    } else if (password != null) {
      uri.withPassword(password.toCharArray());
    }
    return uri.build();
  }

  /** What Redis says where it does not let a user in, or null where it failed otherwise. */
  static @Nullable String refusal(Throwable failure) {
    String reply = reply(failure);
    return reply != null && REFUSALS.stream().anyMatch(reply::startsWith) ? reply : null;
  }

  /** Why a command failed, in a few words that hold no secret. */
  static String reason(Throwable failure) {
    String reply = reply(failure);
    if (reply != null) {
      return reply;
    }
    Throwable root = failure;
    boolean isCertificate = failure instanceof CertificateException;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
      isCertificate |= root instanceof CertificateException;
    }
    if (isCertificate) {
      return "its certificate is not one that this machine trusts, or is for another name;"
          + " REDIS_TLS_VERIFY=false takes any";
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static @Nullable String reply(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisCommandExecutionException && cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    return null;
  }

  /** Waits for the last command at the end. */
  public static void await(CompletionStage<?> command, Duration limit) {
    try {
      var unused = command.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException atTheEnd) {
      // Redis forgets this machine by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes two that share their threads. */
  static void close(RedisClient client, RedisClient other) {
    await(
        CompletableFuture.allOf(
            client.shutdownAsync(0, STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS),
            other.shutdownAsync(0, STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)),
        STOP_LIMIT);
    var unused = client.getResources().shutdown(0, STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}

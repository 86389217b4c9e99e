package dev.porchlight.cluster.redis;

/** Redis can't be relied on now: each machine decides by itself. */
public final class RedisLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RedisLostException(String message) {
    super(message, null, false, false);
  }
}

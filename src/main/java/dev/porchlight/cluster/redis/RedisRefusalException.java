package dev.porchlight.cluster.redis;

/**
 * Redis does not let this machine in, and never will; the message is one sentence for the owner.
 */
public final class RedisRefusalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RedisRefusalException(String message, Throwable cause) {
    super(message, cause);
  }
}

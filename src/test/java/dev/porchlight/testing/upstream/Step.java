package dev.porchlight.testing.upstream;

import java.nio.ByteBuffer;
import java.util.Iterator;

/** One thing that a connection does after the one before is through. */
sealed interface Step {

  /** Bytes as they go over the wire. */
  record Bytes(ByteBuffer bytes) implements Step {}

  /** Bytes that are asked for only when the ones before were taken by the socket. */
  record Pieces(Iterator<byte[]> pieces, long pauseNanos) implements Step {}

  record Pause(long nanos) implements Step {}

  /** The response is whole: the connection is free for the next request. */
  record Complete() implements Step {}

  /** Closes in order. */
  record Fin() implements Step {}

  /** Drops the connection: the caller gets a RST. */
  record Reset() implements Step {}
}

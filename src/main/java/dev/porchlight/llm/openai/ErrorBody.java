package dev.porchlight.llm.openai;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.util.BufferUtil;

/** The head of a body that is no answer: enough to see what it means. For one thread at a time. */
final class ErrorBody {
  private static final int MAX_BYTES = 64 * 1024;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void feed(ByteBuffer piece) {
    int taken = Math.min(piece.remaining(), MAX_BYTES - bytes.size());
    bytes.writeBytes(BufferUtil.toArray(piece.slice().limit(taken)));
  }

  /** Whether no more of it is wanted. */
  boolean isFull() {
    return bytes.size() == MAX_BYTES;
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

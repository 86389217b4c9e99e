package dev.porchlight.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.answer.log.LogCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of a stream one by one, in whichever pieces a cursor hands them out. */
public final class WholeEvents {

  private WholeEvents() {}

  /** The text of each event that the cursor has now. */
  public static List<String> rest(LogCursor cursor) {
    List<String> events = new ArrayList<>();
    for (ByteBuffer piece = cursor.next(); piece != null; piece = cursor.next()) {
      events.addAll(in(text(piece)));
    }
    return events;
  }

  /** The text of a piece; empty where there is none. */
  public static String text(@Nullable ByteBuffer piece) {
    return piece == null ? "" : UTF_8.decode(piece.duplicate()).toString();
  }

  private static List<String> in(String piece) {
    return Arrays.stream(piece.split("(?<=\n\n)")).toList();
  }
}

package dev.porchlight.answer.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes of a log. */
final class EntryBufferTest {

  private final EntryBuffer buffer = new EntryBuffer();

  @Test
  void anyTextIsWrittenSoThatAJsonParserReadsTheSame() throws Exception {
    Random random = new Random(1);
    ObjectMapper mapper = new ObjectMapper();
    for (int i = 0; i < 2_000; i++) {
      String text = randomText(random);
      buffer.truncate(0);
      buffer.append("\"".getBytes(UTF_8)).appendJson(text).append("\"".getBytes(UTF_8));
      String json = text(buffer.slice(0, buffer.length()));
      assertThat(mapper.readValue(json, String.class)).isEqualTo(text);
      assertThat(json).doesNotContain("\n", "\r");
    }
  }

  @Test
  void numbersAreWrittenInDecimalDigits() {
    for (long number : new long[] {0, 9, 10, 1234567890123L, Long.MAX_VALUE}) {
      buffer.truncate(0);
      buffer.append(number);
      assertThat(text(buffer.slice(0, buffer.length()))).isEqualTo(Long.toString(number));
    }
  }

  @Test
  void aSliceStaysAsItWasWhileMoreIsAppended() {
    buffer.appendJson("first");
    ByteBuffer first = buffer.slice(0, 5);
    buffer.appendJson("x".repeat(10_000)).trim();
    assertThat(text(first)).isEqualTo("first");
    assertThat(buffer.length()).isEqualTo(10_005);
  }

  private static String text(ByteBuffer bytes) {
    return UTF_8.decode(bytes).toString();
  }

  /** All kinds of characters, halves of surrogate pairs too. */
  private static String randomText(Random random) {
    char[] text = new char[random.nextInt(20)];
    for (int i = 0; i < text.length; i++) {
      int bound = new int[] {0x20, 0x80, 0x800, 0x10000}[random.nextInt(4)];
      text[i] =
          (char) (random.nextInt(5) == 0 ? 0xD800 + random.nextInt(0x800) : random.nextInt(bound));
    }
    return new String(text);
  }
}

package dev.porchlight.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.testing.upstream.Dialect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each provider's row of the table, however its bytes are cut. */
final class CompletionDecoderTest {
  private static final int RANDOM_CUTTINGS = 20;

  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final CompletionState progress = new CompletionState();
  private CompletionOutcome ending = new CompletionOutcome.Aborted();

  static Stream<Dialect> answers() {
    return Dialect.all().stream().filter(dialect -> dialect.status() == 200);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyDialectIsDecodedWhole(Dialect dialect) {
    assertDecodes(dialect, () -> Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyDialectIsDecodedByteByByte(Dialect dialect) {
    assertDecodes(dialect, () -> 1);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyDialectIsDecodedCutAnywhere(Dialect dialect) {
    Random random = new Random(dialect.name().hashCode());
    for (int i = 0; i < RANDOM_CUTTINGS; i++) {
      int longest = 1 + random.nextInt(100);
      new CompletionDecoderTest().assertDecodes(dialect, () -> 1 + random.nextInt(longest));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "' <think>a</think> b', b",
    "<think></think>b, b",
    "a <think>b</think>, a <think>b</think>",
    "<thin, <thin",
    "'  <b>', '  <b>'",
    "<think>a, ''"
  })
  void onlyAThoughtAtTheHeadIsTakenOut(String said, String seen) {
    for (int i = 0; i < said.length(); i++) {
      String delta = "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n";
      decode(delta.formatted(said.charAt(i)), () -> Integer.MAX_VALUE);
    }
    decoder.release();
    assertThat(text).hasToString(seen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'reasoning':'Hm.','content':null} | Hm.",
        "{'reasoning_content':'Hm.','content':'Yes'} | Hm.",
        "{'reasoning_text':'Hm.'} | Hm.",
        "{'reasoning':'Hm.','reasoning_content':'Hm.'} | Hm.",
        "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm.'}]}]} | Hm.",
        "{'content':'<think>Hm.</think>Yes'} | <think>Hm.</think>",
        "{'content':'Yes','reasoning_content':null} | ''"
      })
  void whatIsReasoningIsToldApart(String delta, String thought) {
    String said = delta.replace('\'', '"');
    decode("data: {\"choices\":[{\"delta\":" + said + "}]}\n\n", () -> 1);
    assertThat(reasoning).hasToString(thought);
  }

  @Test
  void aPageIsNoAnswerThoughItSaysThatItIsAStream() {
    assertThatThrownBy(() -> decode("<html>data: {}", () -> 1))
        .isInstanceOf(MalformedResponseException.class);
  }

  @Test
  void brokenJsonIsNotSkipped() {
    assertThatThrownBy(() -> decode("data: {\"choices\":[\n\n", () -> 1))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage("a chunk is not JSON");
  }

  private final CompletionDecoder decoder =
      new CompletionDecoder(new ChunkParser(new ObjectMapper()), false, false, this::hear);

  private void assertDecodes(Dialect dialect, IntSupplier pieceLengths) {
    decode(dialect.bodyText(), pieceLengths);
    if (ending instanceof CompletionOutcome.Aborted) {
      decoder.endBody();
      ending = decoder.isDone() ? progress.done() : progress.ended();
    }
    assertThat(text).hasToString(dialect.text());
    assertThat(ending).isEqualTo(dialect.ending());
  }

  private void decode(String body, IntSupplier pieceLengths) {
    ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      int length = Math.min(pieceLengths.getAsInt(), bytes.remaining());
      decoder.feed(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
    }
  }

  private void hear(CompletionChunk chunk) {
    if (!(ending instanceof CompletionOutcome.Aborted)) {
      return;
    }
    ProviderError error = chunk.error();
    if (error != null) {
      ending = progress.failed(error, null);
    }
    reasoning.append(chunk.reasoning());
    text.append(chunk.text());
    progress.received(chunk);
  }
}

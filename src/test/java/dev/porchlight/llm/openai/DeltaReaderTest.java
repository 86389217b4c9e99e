package dev.porchlight.llm.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a mere delta is read as such; what may be more is left to the reader of trees. */
final class DeltaReaderTest {

  private final DeltaReader reader = new DeltaReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[{'delta':{'content':'Yes'}}]}",
        "{'choices':[{'index':0,'delta':{'role':'assistant','content':'Yes'},'logprobs':{'a':[1,{}]},"
            + "'finish_reason':null}],'usage':null,'error':null}",
        "{'id':'a','object':'chat.completion.chunk','created':1,'p':'x','choices':[{'message':"
            + "{'content':'all'},'delta':{'content':'Yes','refusal':null,'reasoning':''}}]} ",
      })
  void aDeltaIsRead(String chunk) {
    CompletionChunk delta = Objects.requireNonNull(read(chunk));
    assertThat(delta.text()).isEqualTo("Yes");
    assertThat(delta.reasoning()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[{'delta':{'reasoning_content':'Hm.','content':''}}]}",
        "{'choices':[{'delta':{'content':null,'reasoning':'Hm.','reasoning_content':null}}]}",
      })
  void aThoughtIsRead(String chunk) {
    CompletionChunk delta = Objects.requireNonNull(read(chunk));
    assertThat(delta.text()).isEmpty();
    assertThat(delta.reasoning()).isEqualTo("Hm.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "",
        "{",
        "{'choices':[{'delta':{'content':'Yes'}}]",
        "{'choices':[{'delta':{'content':'Ye",
        "{'choices':[{'delta':{'content':'Yes'}}]}{}",
        "{'choices':[{'delta':{'content':'Yes'}}]}x",
        "{'choices':[]}",
        "{'choices':null}",
        "{'choices':[{'delta':{'content':'Yes'}},{'index':1}]}",
        "{'choices':[{'index':1,'delta':{'content':'Yes'}}]}",
        "{'choices':[{'index':'0','delta':{'content':'Yes'}}]}",
        "{'choices':[{'delta':{'content':'Yes'}}],'choices':[]}",
        "{'choices':[{'delta':{'content':'Yes'},'delta':{}}]}",
        "{'choices':[{'delta':{'content':'Yes','content':'No'}}]}",
        "{'choices':[{'delta':{'content':['Yes']}}]}",
        "{'choices':[{'delta':{'content':7}}]}",
        "{'choices':[{'delta':{'refusal':'No'}}]}",
        "{'choices':[{'delta':{'reasoning':'Hm.','reasoning_content':'Hm.'}}]}",
        "{'choices':[{'delta':{'content':'Yes'},'finish_reason':'stop'}]}",
        "{'choices':[{'message':{'content':'Yes'}}]}",
        "{'choices':[{'text':'Yes'}]}",
        "{'choices':[{'delta':{'content':'Yes'}}],'usage':{}}",
        "{'choices':[{'delta':{'content':'Yes'}}],'error':{'code':500}}",
        "{'error_type':'x','choices':[{'delta':{'content':'Yes'}}]}",
        "{'object':'error','choices':[{'delta':{'content':'Yes'}}]}",
        "{'choices':[{'delta':{'content':'Yes'}}],'x_groq':{'error':'x'}}",
        "{'choices':[{'delta':{'content':'Yes'}}],}",
      })
  void whatMayBeMoreIsLeftAndTheNextDeltaIsRead(String chunk) {
    assertThat(read(chunk)).isNull();
    aDeltaIsRead("{'choices':[{'delta':{'content':'Yes'}}]}");
  }

  @Test
  void aTextIsReadAsItWasWritten() {
    CompletionChunk delta =
        Objects.requireNonNull(
            read(
                "{'choices':[{'delta':{'content':'\\u00e4\\n\\ud83d\\ude00\\ud83d \uD83D\uDE00\u5927'}}]}"));
    assertThat(delta.text()).isEqualTo("\u00e4\n\uD83D\uDE00\uD83D \uD83D\uDE00\u5927");
  }

  @Test
  void manyDeltasAreReadOneAfterTheOther() {
    for (int i = 0; i < 5_000; i++) {
      CompletionChunk delta =
          Objects.requireNonNull(
              read("{'choices':[{'delta':{'content':'" + i + "'}}],'n" + i + "':0}"));
      assertThat(delta.text()).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void whatIsLargeIsLeft() {
    assertThat(read("{'choices':[{'delta':{'content':'" + "x".repeat(20_000) + "'}}]}")).isNull();
  }

  private @Nullable CompletionChunk read(String chunk) {
    byte[] padded = ("__" + chunk.replace('\'', '"') + "__").getBytes(UTF_8);
    return reader.read(padded, 2, padded.length - 2);
  }
}

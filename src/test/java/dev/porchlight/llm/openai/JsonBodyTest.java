package dev.porchlight.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.llm.TokenUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JSON of every API has in common. */
final class JsonBodyTest {

  private final JsonBody json = new JsonBody(new JsonMapper());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"prompt_tokens\":9,\"completion_tokens\":3} | 0",
        "{\"prompt_tokens\":9,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4}} | 4",
        "{\"input_tokens\":9,\"output_tokens\":3,\"input_tokens_details\":{\"cached_tokens\":5}} | 5",
        "{\"prompt_tokens\":9,\"completion_tokens\":3,\"prompt_cache_hit_tokens\":6} | 6",
        "{\"input_tokens\":9,\"output_tokens\":3,\"cache_read_input_tokens\":7} | 7",
        "{\"prompt_tokens\":9,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":-1}} | 0",
        "{\"prompt_tokens\":9,\"completion_tokens\":3,\"prompt_tokens_details\":null} | 0",
        "{\"prompt_tokens\":9,\"completion_tokens\":3,\"prompt_cache_hit_tokens\":900} | 9"
      })
  void theTokensInTheProvidersPromptCacheAreKnown(String usage, long cached) {
    assertThat(JsonBody.usage(json.parse(usage))).isEqualTo(new TokenUsage(9, 3, cached));
  }
}

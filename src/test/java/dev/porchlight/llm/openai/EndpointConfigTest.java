package dev.porchlight.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointConfigTest {

  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1, https://api.openai.com/v1/chat/completions",
    "https://api.openai.com/v1/, https://api.openai.com/v1/chat/completions",
    "http://localhost:11434/v1, http://localhost:11434/v1/chat/completions",
    "http://[::1]:8000, http://[::1]:8000/chat/completions",
    "https://a.example/x/chat/completions, https://a.example/x/chat/completions",
    "https://a.example/d/chat/completions?v=1, https://a.example/d/chat/completions?v=1",
    "https://a.example/v1?v=a%20b, https://a.example/v1/chat/completions?v=a%20b"
  })
  void aBaseAndTheFullAddressLeadToTheSamePlace(String url, String endpoint) {
    assertThat(EndpointConfig.endpoint(Api.CHAT, url)).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api.openai.com/v1",
        "ftp://a.example/v1",
        "https:///v1",
        "https://a.example:99999/v1",
        "https://a.example/v1#x",
        "https://a b/v1",
        "mailto:somebody"
      })
  void anythingElseIsRefusedWithWhatWasGivenAndWhatIsAllowed(String url) {
    assertThatThrownBy(() -> EndpointConfig.endpoint(Api.CHAT, url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + url + "\" was given; allowed is a base such as https://");
  }

  @ParameterizedTest
  @CsvSource({
    "https://me:secret@a.example/v1, https://…",
    "https://me:sec/secret@a.example/v1, https://…",
    "https://me:secret?secret@a.example/v1, https://…",
    "me:secret@a.example/v1, …",
    "https://a.example/v1?key=secret#x, https://a.example/v1?…",
    "sk-secret, …"
  })
  void aRefusalDoesNotRepeatAPasswordOrAQueryOrAKey(String url, String shown) {
    assertThatThrownBy(() -> EndpointConfig.endpoint(Api.CHAT, url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + shown + "\" was given")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void itsTextHoldsNeitherTheKeyNorTheQuery() {
    assertThat(upstream("secret", null))
        .hasToString("fake at https://a.example/v1/chat/completions");
  }

  @Test
  void aKeyOrAHeaderThatCannotBeSentIsRefusedWithoutTheKey() {
    assertThatThrownBy(() -> upstream("secret\n", null))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("secret");
    assertThatThrownBy(() -> upstream("secret", "Authorization: Bearer secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("allowed is the name of a header, such as api-key")
        .message()
        .doesNotContain("secret");
  }

  private static EndpointConfig upstream(String key, @Nullable String header) {
    URI endpoint = EndpointConfig.endpoint(Api.CHAT, "https://a.example/v1?secret=yes");
    Duration deadline = Duration.ofSeconds(1);
    return new EndpointConfig(
        Api.CHAT, endpoint, key, header, "fake", 10, deadline, deadline, false, "");
  }
}

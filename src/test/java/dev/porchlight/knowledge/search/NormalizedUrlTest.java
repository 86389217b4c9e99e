package dev.porchlight.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are taken for the same page. */
final class NormalizedUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://owner.example/work, https://owner.example/work/",
    "https://owner.example, https://owner.example/",
    "https://owner.example/, https://owner.example/index.html",
    "https://owner.example/work/index.php, https://owner.example/work",
    "https://owner.example/work, http://owner.example/work",
    "https://owner.example:443/work, http://owner.example:80/work",
    "https://Owner.Example/work, https://owner.example/work",
    "https://www.owner.example/work, https://owner.example/work",
    "https://me:secret@owner.example/work, https://owner.example/work",
    "https://owner.example/work#kitchen, https://owner.example/work?from=mail#top",
    "https://owner.example/caf%C3%A9, https://owner.example/café",
    "https://owner.example/caf%c3%a9, https://owner.example/caf%C3%A9",
    "https://owner.example/cafe\u0301, https://owner.example/caf%C3%A9",
    "https://owner.example/a%20b, https://owner.example/a b",
    "https://owner.example/100%, https://owner.example/100%",
    "https://münchen.example/, https://xn--mnchen-3ya.example",
    "/work/, /work/index.html?x#y",
  })
  void theyAreOnePage(String one, String other) {
    assertThat(NormalizedUrl.of(one)).isNotNull().isEqualTo(NormalizedUrl.of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "https://owner.example/work, https://owner.example/Work",
    "https://owner.example/work, https://owner.example/work/kitchen",
    "https://owner.example/work, https://owner.example/",
    "https://owner.example/work, https://other.example/work",
    "https://owner.example/work, https://blog.owner.example/work",
    "https://owner.example:8080/, https://owner.example/",
    "https://owner.example/a+b, https://owner.example/a%20b",
    "https://owner.example/my-index.html, https://owner.example/my-",
    "https://owner.example/work, /work",
    "/work, /",
  })
  void theyAreTwoPages(String one, String other) {
    assertThat(NormalizedUrl.of(one)).isNotNull().isNotEqualTo(NormalizedUrl.of(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "work", "mailto:a@owner.example", "https://", "javascript:alert(1)"})
  void itIsNoPage(String address) {
    assertThat(NormalizedUrl.of(address)).isNull();
  }
}

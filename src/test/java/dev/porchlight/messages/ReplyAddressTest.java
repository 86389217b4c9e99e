package dev.porchlight.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes for an address to answer to. */
final class ReplyAddressTest {

  @ParameterizedTest
  @CsvSource({
    "ana@example.com, ana@example.com",
    "o'neil+site@mail.example.co.uk, o'neil+site@mail.example.co.uk",
    "a@b.io, a@b.io",
    "first.last@xn--mller-kva.example, first.last@xn--mller-kva.example",
    "ana@müller.example, ana@xn--mller-kva.example"
  })
  void anAddressIsTaken(String address, String inAscii) {
    assertThat(ReplyAddress.inAscii(address)).isEqualTo(inAscii);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@localhost",
        "ana@example.com\r\nBcc: all@example.com",
        "ana@example.com\n",
        "\nana@example.com",
        "ana@exa\rmple.com",
        "ana@example.com, ben@example.com",
        "Ana <ana@example.com>",
        "<ana@example.com>",
        "\"a b\"@example.com",
        "a b@example.com",
        "ana@@example.com",
        "ana@example.com@evil.example",
        ".ana@example.com",
        "ana.@example.com",
        "a..b@example.com",
        "ana@.example.com",
        "ana@example..com",
        "ana@[127.0.0.1]",
        "ana@1.2.3.4",
        "änä@example.com",
        "ana@example.com\u0000",
        "ana\u2028@example.com"
      })
  void whatIsNoneIsRefused(String text) {
    assertThat(ReplyAddress.isPlausible(text)).isFalse();
  }

  @Test
  void anAddressHasAnEnd() {
    String longest =
        "a".repeat(64) + "@" + ("b".repeat(60) + ".").repeat(2) + "c".repeat(59) + "." + "example";
    assertThat(longest.length()).isEqualTo(254);
    assertThat(ReplyAddress.isPlausible(longest)).isTrue();
    assertThat(ReplyAddress.isPlausible(longest + "s")).isFalse();
    assertThat(ReplyAddress.isPlausible("a".repeat(65) + "@example.com")).isFalse();
    assertThat(ReplyAddress.isPlausible("a".repeat(100_000))).isFalse();
    assertThat(ReplyAddress.isPlausible("a@" + "b.".repeat(100_000))).isFalse();
  }
}

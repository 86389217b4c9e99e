package dev.porchlight.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a request is from, by the socket and by what trusted proxies say. */
final class ClientAddressResolverTest {
  private static final String SOCKET = "198.51.100.9";

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void theVisitorIsWhoTheOutermostTrustedProxySaw(
      String what, int proxies, List<String> lines, String visitor) {
    assertThat(new ClientAddressResolver(proxies).visitor(SOCKET, lines))
        .isEqualTo(address(visitor));
  }

  static List<Arguments> chains() {
    return List.of(
        chain("without proxies the header is not read", 0, SOCKET, "203.0.113.1"),
        chain("one proxy: the last entry", 1, "203.0.113.2", "10.9.9.9, 203.0.113.2"),
        chain("two proxies: the last but one", 2, "203.0.113.2", "6.6.6.6,203.0.113.2,10.0.0.1"),
        chain("a proxy that adds a line of its own", 1, "203.0.113.2", "6.6.6.6", "203.0.113.2"),
        chain("hops over many lines", 3, "1.1.1.1", "6.6.6.6, 1.1.1.1", "10.0.0.1", "10.0.0.2"),
        chain("no header: the socket", 1, SOCKET),
        chain("an empty header: the socket", 1, SOCKET, ""),
        chain("nothing but commas: the socket", 2, SOCKET, ",,,"),
        chain(
            "fewer entries than proxies: the leftmost", 3, "203.0.113.2", "203.0.113.2, 10.0.0.1"),
        chain(
            "a proxy that doesn't know: the next one in",
            2,
            "10.0.0.1",
            "6.6.6.6, unknown, 10.0.0.1"),
        chain("an empty entry moves none up", 2, "10.0.0.1", "6.6.6.6, , 10.0.0.1"),
        chain("no trusted entry is an address: the socket", 2, SOCKET, "6.6.6.6, unknown, _hidden"),
        chain("a visitor's open quote hides no comma", 1, "203.0.113.2", "\"6.6.6.6, 203.0.113.2"),
        chain("a visitor's empty line", 1, "203.0.113.2", "", "203.0.113.2"),
        chain("with a port", 1, "203.0.113.2", "6.6.6.6, 203.0.113.2:5678"),
        chain("IPv6 with a port, in quotes", 1, "2001:db8::1", "6.6.6.6, \"[2001:db8::1]:443\""));
  }

  private static Arguments chain(String what, int proxies, String visitor, String... lines) {
    return Arguments.of(what, proxies, List.of(lines), visitor);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.2.3.4                  | 1.2.3.4:5678
          1.2.3.4                  | ::ffff:1.2.3.4
          1.2.3.4                  | [::FFFF:102:304]:80
          1.2.3.4                  | 0:0:0:0:0:ffff:1.2.3.4
          1.2.3.4                  | 2002:102:304::1
          1.2.3.4                  | 2002:102:304:ffff::1
          1.2.3.4                  | 2001:0:4136:e378:8000:63bf:fefd:fcfb
          1.2.3.4                  | 2001::1:2:3:fefd:fcfb
          1.2.3.4                  | 64:ff9b::102:304
          2001:db8:1:2::           | 2001:db8:1:2:ffff:ffff:ffff:ffff
          2001:db8:1:2::           | 2001:0DB8:0001:0002::5
          2001:db8:1:2::           | [2001:db8:1:2::5]
          2001:db8:1:2::           | [2001:db8:1:2::5]:443
          fe80::                   | fe80::1%eth0
          fe80::                   | [fe80::1%25en.1]:9
          ::                       | ::1
          """)
  void twoFormsOfOneNetworkAreOneVisitor(String one, String other) {
    assertThat(address(one)).isEqualTo(address(other));
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.5",
    "2001:db8:1:2::, 2001:db8:1:3::",
    "1.2.3.4, ::1.2.3.4",
    "1.2.3.4, 2002:102:305::1",
    "1.2.3.4, 2001:1:4136:e378:8000:63bf:fefd:fcfb",
    "1.2.3.4, 64:ff9b:1::102:304",
    "0.0.0.0, ::",
    "255.255.255.255, ::ffff:ffff"
  })
  void twoNetworksAreTwoVisitors(String one, String other) {
    assertThat(address(one)).isNotEqualTo(address(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "unknown",
        "_hidden",
        "localhost",
        "example.com",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "0x1.2.3.4",
        "16909060",
        "1.2.3.4:",
        "1.2.3.4:123456",
        "1.2.3.4 5.6.7.8",
        "[1.2.3.4]",
        "[::1",
        "::1]",
        "[::1]:x",
        "::1%",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::1",
        "::1.2.3.256",
        "dead.beef",
        ".:1",
        "fe80::1%a%b",
        "\"",
        "\"\"",
        "\"1.2.3.4",
        "١.٢.٣.٤",
        "1.2.3.4\u0000",
        "for=1.2.3.4"
      })
  void whatIsNoLiteralIsNoAddressAndIsNeverLookedUp(String text) {
    assertThat(ClientAddress.parse(text)).isNull();
  }

  @Test
  void allWhoseAddressCannotBeToldAreOneVisitor() {
    ClientAddressResolver addressResolver = new ClientAddressResolver(1);

    assertThat(addressResolver.visitor("/run/web.sock", List.of("a")))
        .isEqualTo(addressResolver.visitor("", List.of("b")))
        .isEqualTo(ClientAddress.UNKNOWN);
  }

  static ClientAddress address(String literal) {
    return new ClientAddressResolver(0).visitor(literal, List.of());
  }

  @Test
  void anAddressIsReadFromItsKeyAgain() {
    for (String text : List.of("203.0.113.7", "0.0.0.0", "2001:db8:1:2::3", "ffff:ffff::1")) {
      ClientAddress address = Objects.requireNonNull(ClientAddress.parse(text));
      assertThat(ClientAddress.ofKey(address.key())).isEqualTo(address);
    }
    assertThat(ClientAddress.ofKey(ClientAddress.UNKNOWN.key())).isEqualTo(ClientAddress.UNKNOWN);
    assertThatThrownBy(() -> ClientAddress.ofKey("somebody"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

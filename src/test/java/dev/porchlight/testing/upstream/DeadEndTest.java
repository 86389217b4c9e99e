package dev.porchlight.testing.upstream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class DeadEndTest {
  private static final int A_MOMENT_MILLIS = 300;

  @Test
  void refusesEveryConnection() {
    try (DeadEnd deadEnd = DeadEnd.refusing()) {
      assertThatThrownBy(() -> read(deadEnd, Patience.MILLIS)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void swallowsEveryConnection() {
    try (DeadEnd deadEnd = DeadEnd.blackHole()) {
      assertThatThrownBy(() -> read(deadEnd, A_MOMENT_MILLIS))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("onnect timed out");
    }
  }

  @Test
  void takesAConnectionAndSaysNothing() {
    try (DeadEnd deadEnd = DeadEnd.mute()) {
      assertThatThrownBy(() -> read(deadEnd, Patience.MILLIS))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("Read timed out");
    }
  }

  private static int read(DeadEnd deadEnd, int connectMillis) throws IOException {
    URI address = deadEnd.uri("http");
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), connectMillis);
      socket.setSoTimeout(A_MOMENT_MILLIS);
      return socket.getInputStream().read();
    }
  }
}

package dev.porchlight;

import org.junit.jupiter.api.Test;

final class MainTest {
  @Test
  void starts() {
    Main.main(new String[0]);
  }
}

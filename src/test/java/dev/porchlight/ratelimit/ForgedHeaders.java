package dev.porchlight.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The {@code X-Forwarded-For} lines that a visitor makes up, and what proxies make of them. */
final class ForgedHeaders {
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "unknown",
          "_gazonk",
          "localhost",
          "\"",
          "\"1.2.3.4",
          "[::1",
          "]",
          "[",
          ",",
          ";",
          "for=1.2.3.4",
          "1.2.3.4:99999999",
          "999.1.1.1",
          "::ffff:1.2.3.4",
          "fe80::1%eth0",
          "\t",
          "1.2.3.4, ",
          ", ,",
          "%00",
          "1.2.3.4\u00a0",
          "💡",
          "-1.0.0.0",
          "x".repeat(5000));

  private final Random random;

  ForgedHeaders(long seed) {
    this.random = new Random(seed);
  }

  /** Up to four lines of up to five entries, whatever a visitor may write. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int line = random.nextInt(5); line > 0; line--) {
      List<String> entries = new ArrayList<>();
      for (int entry = random.nextInt(6); entry > 0; entry--) {
        entries.add(entry());
      }
      lines.add(String.join(random.nextBoolean() ? ", " : ",", entries));
    }
    return lines;
  }

  /** The lines as a proxy passes them on: with the caller's address at the end. */
  List<String> through(List<String> lines, String caller) {
    List<String> passedOn = new ArrayList<>(lines);
    boolean ownLine = lines.isEmpty() || random.nextBoolean();
    String last = ownLine ? "" : passedOn.remove(passedOn.size() - 1) + ", ";
    passedOn.add(last + dressed(caller));
    return passedOn;
  }

  private String dressed(String caller) {
    return switch (random.nextInt(4)) {
      case 0 -> caller + ":" + random.nextInt(65_536);
      case 1 -> "\"" + caller + "\"";
      case 2 -> "::ffff:" + caller;
      default -> caller;
    };
  }

  private String entry() {
    return switch (random.nextInt(4)) {
      case 0 -> ODD.get(random.nextInt(ODD.size()));
      case 1 -> Integer.toHexString(random.nextInt(65_536)) + "::" + random.nextInt(10);
      case 2 -> noise();
      default -> "10.%d.%d.%d".formatted(octet(), octet(), octet());
    };
  }

  private String noise() {
    return random
        .ints(random.nextInt(20), 0x20, 0x7f)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private int octet() {
    return random.nextInt(256);
  }
}

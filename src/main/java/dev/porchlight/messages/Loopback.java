package dev.porchlight.messages;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names by which this machine calls itself: what is sent there, nobody else can read. */
final class Loopback {

  private static final Pattern NAME = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?");

  private Loopback() {}

  static boolean is(@Nullable String host) {
    return host != null && NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}

package dev.porchlight.config;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads typed values out of environment variables. A variable that is blank counts as unset. */
final class EnvironmentVariables {

  private static final String NONE = "none";

  private static final Pattern DECIMAL = Pattern.compile("\\d{1,6}(?:\\.\\d{1,9})?");

  private final Map<String, String> variables;

  EnvironmentVariables(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  @Nullable String text(String name) {
    String value = variables.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  int number(String name, int otherwise, int least, int most) {
    String given = text(name);
    return given == null
        ? otherwise
        : parsed(name, given, least, most, "a whole number from %d to %d".formatted(least, most));
  }

  /** A number that {@code none} switches off; null is none. */
  @Nullable Integer limit(String name, int otherwise, int least, int most) {
    String given = text(name);
    if (given == null) {
      return otherwise;
    }
    String allowed = "a whole number from %d to %d, or none".formatted(least, most);
    return given.equalsIgnoreCase(NONE) ? null : parsed(name, given, least, most, allowed);
  }

  /** Whether it is switched on. */
  boolean flag(String name, boolean otherwise) {
    String given = text(name);
    if (given == null) {
      return otherwise;
    }
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "true", "on" -> true;
      case "false", "off" -> false;
      default -> throw InvalidSettingException.invalid(name, given, "true or false");
    };
  }

  /** A price in dollars, or null where none is set. */
  @Nullable BigDecimal price(String name) {
    return decimal(name, "a price in US dollars for a million tokens, such as 0.15");
  }

  /** A number of 0 or more that may have decimals, or null where none is set. */
  @Nullable BigDecimal decimal(String name, String allowed) {
    String given = text(name);
    if (given == null) {
      return null;
    }
    if (!DECIMAL.matcher(given).matches()) {
      throw InvalidSettingException.invalid(name, given, allowed);
    }
    return new BigDecimal(given);
  }

  /** A text that a check takes, which may hold a secret and so is in no message of ours. */
  @Nullable String checked(String name, Consumer<String> check) {
    String given = text(name);
    if (given == null) {
      return null;
    }
    try {
      check.accept(given);
      return given;
    } catch (IllegalArgumentException e) {
      throw InvalidSettingException.refused(name, e);
    }
  }

  Duration seconds(String name, int otherwise, int least, int most) {
    return Duration.ofSeconds(number(name, otherwise, least, most));
  }

  /** A duration that {@code none} switches off; null is none. */
  @Nullable Duration secondsLimit(String name, int otherwise, int least, int most) {
    Integer seconds = limit(name, otherwise, least, most);
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  @Nullable Path folder(String name) {
    String given = text(name);
    if (given == null) {
      return null;
    }
    try {
      Path folder = Path.of(given);
      if (Files.isDirectory(folder)) {
        return folder;
      }
    } catch (InvalidPathException e) {
      throw InvalidSettingException.invalid(name, given, "the path of a folder");
    }
    throw InvalidSettingException.invalid(name, given, "a folder that exists");
  }

  /** The words between commas or spaces. */
  List<String> words(String name) {
    String given = text(name);
    return given == null ? List.of() : Arrays.asList(given.split("[,\\s]+"));
  }

  private static int parsed(String name, String given, int least, int most, String allowed) {
    try {
      int value = Integer.parseInt(given);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw InvalidSettingException.invalid(name, given, allowed);
    }
    throw InvalidSettingException.invalid(name, given, allowed);
  }
}

package dev.porchlight.importer;

import dev.porchlight.knowledge.content.ContentLoader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner asks for.
 *
 * @param site the address of a site or of its sitemap; null where a folder is given
 * @param folder a folder of HTML files; null where a site is given
 * @param out where the pages are written
 * @param max how many pages of a site are asked for at most
 */
record ImportArguments(@Nullable URI site, @Nullable Path folder, Path out, int max) {

  static final String USAGE = "import <source> [--out DIR] [--max N]";
  private static final int DEFAULT_MAX = 500;
  private static final String SOURCES =
      "a site’s address such as https://example.com/, the address of its sitemap, or a folder of"
          + " HTML files";

  /**
   * Reads the arguments behind the command's name.
   *
   * @throws ImportException if they are not allowed
   */
  static ImportArguments of(List<String> arguments) throws ImportException {
    String source = null;
    Path out = Path.of("content");
    int max = DEFAULT_MAX;
    Iterator<String> left = arguments.iterator();
    while (left.hasNext()) {
      String argument = left.next();
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (name.equals("--out")) {
        out = folder(value(argument, equals, left));
      } else if (name.equals("--max")) {
        max = count(value(argument, equals, left));
      } else if (argument.startsWith("-")) {
        throw ImportException.badArguments(
            "The option \"%s\" does not exist; use %s.".formatted(argument, USAGE));
      } else if (source != null) {
        throw ImportException.badArguments(
            "Two sources were given, \"%s\" and \"%s\"; give one at a time: %s."
                .formatted(source, argument, USAGE));
      } else {
        source = argument;
      }
    }
    return of(source, out, max);
  }

  private static ImportArguments of(@Nullable String source, Path out, int max)
      throws ImportException {
    if (source == null || source.isBlank()) {
      throw ImportException.badArguments(
          "No source was given; give %s: %s.".formatted(SOURCES, USAGE));
    }
    if (source.matches("(?i)[a-z][a-z0-9+.-]*://.*")) {
      URI site = Addresses.parse(source);
      if (site == null) {
        throw ImportException.badArguments(
            "\"%s\" is no address that can be imported; give an http or https address without a"
                    .formatted(source)
                + " user name, such as https://example.com/.");
      }
      return new ImportArguments(site, null, out, max);
    }
    Path folder = folder(source);
    if (!Files.isDirectory(folder)) {
      throw ImportException.badArguments(
          "\"%s\" is neither a folder nor an address that starts with https:// or http://; give %s."
              .formatted(source, SOURCES));
    }
    return new ImportArguments(null, folder, out, max);
  }

  private static String value(String argument, int equals, Iterator<String> left)
      throws ImportException {
    if (equals >= 0) {
      return argument.substring(equals + 1);
    }
    if (!left.hasNext()) {
      throw ImportException.badArguments(
          "The option \"%s\" was given without a value; use %s.".formatted(argument, USAGE));
    }
    return left.next();
  }

  private static Path folder(String given) throws ImportException {
    try {
      if (!given.isBlank()) {
        return Path.of(given);
      }
    } catch (InvalidPathException notAPath) {
      // Said below.
    }
    throw ImportException.badArguments(
        "\"%s\" is no name of a folder; give one that this system allows, such as my-content."
            .formatted(given));
  }

  private static int count(String given) throws ImportException {
    int max = given.matches("\\d{1,6}") ? Integer.parseInt(given) : 0;
    if (max < 1 || max > ContentLoader.MAX_FILES) {
      throw ImportException.badArguments(
          "\"--max\" was \"%s\"; give a whole number from 1 to %d."
              .formatted(given, ContentLoader.MAX_FILES));
    }
    return max;
  }
}

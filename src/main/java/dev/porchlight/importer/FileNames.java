package dev.porchlight.importer;

import dev.porchlight.knowledge.content.ContentLoader;
import dev.porchlight.knowledge.content.PersonaParser;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Makes names of files from paths of pages that every system allows. Stateless. */
final class FileNames {

  private static final String ENDING = ".md";
  private static final int MAX_SEGMENT_CHARS = 60;
  private static final int MAX_FOLDERS = 8;
  private static final String TRIMMED = ". -";
  private static final Pattern PAGE_ENDING =
      Pattern.compile("(?i)(?<=.)\\.(?:x?html?|php\\d?|aspx?|jspx?|cgi)$");
  private static final Pattern NOT_ALLOWED = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._~+=,@-]+");
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(?:con|prn|aux|nul|com\\d|lpt\\d)(?:\\..*)?");

  private FileNames() {}

  /**
   * A path below the folder of pages, with slashes.
   *
   * @param path that of the page's address, as it is written there
   * @param query what follows its question mark; empty where nothing does
   * @param isTaken whether a name, in small letters, is another page's
   */
  static String of(String path, String query, Predicate<String> isTaken) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("[/\\\\]", -1)) {
      String name = allowed(decoded(segment));
      if (!name.isEmpty()) {
        segments.add(name);
      }
    }
    boolean isFolder = segments.isEmpty() || path.endsWith("/");
    String last = isFolder ? "index" : segments.remove(segments.size() - 1);
    String asked = allowed(decoded(query));
    String name =
        allowed(PAGE_ENDING.matcher(last).replaceFirst("") + (asked.isEmpty() ? "" : "-" + asked));
    String folder = folderOf(segments);
    String found = folder + name + ENDING;
    for (int number = 2; isReserved(found) || isTaken.test(key(found)); number++) {
      found = folder + name + "-" + number + ENDING;
    }
    return found;
  }

  /** Under which a name is compared: systems differ in whether letters' case counts. */
  static String key(String file) {
    return file.toLowerCase(Locale.ROOT);
  }

  private static boolean isReserved(String file) {
    return file.equalsIgnoreCase(PersonaParser.PATH);
  }

  private static String folderOf(List<String> segments) {
    StringBuilder folder = new StringBuilder();
    for (String segment : segments.subList(0, Math.min(MAX_FOLDERS, segments.size()))) {
      folder.append(segment);
      folder.append(ContentLoader.holdsPages(segment) ? "/" : "_/");
    }
    return folder.toString();
  }

  private static String allowed(String segment) {
    String name = Normalizer.normalize(segment, Normalizer.Form.NFC);
    name = NOT_ALLOWED.matcher(name).replaceAll("-");
    name = trimmed(name);
    if (name.length() > MAX_SEGMENT_CHARS) {
      int end =
          MAX_SEGMENT_CHARS
              - (Character.isHighSurrogate(name.charAt(MAX_SEGMENT_CHARS - 1)) ? 1 : 0);
      name = trimmed(name.substring(0, end));
    }
    return DEVICE.matcher(name).matches() ? "_" + name : name;
  }

  /** Without the dots, spaces and hyphens at its ends. */
  private static String trimmed(String name) {
    int start = 0;
    int end = name.length();
    while (start < end && TRIMMED.indexOf(name.charAt(start)) >= 0) {
      start++;
    }
    while (start < end && TRIMMED.indexOf(name.charAt(end - 1)) >= 0) {
      end--;
    }
    return name.substring(start, end);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }
}

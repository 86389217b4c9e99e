package dev.porchlight.importer;

import crawlercommons.filters.basic.BasicURLNormalizer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses of pages in one form, so that each is asked for once. Stateless. */
final class Addresses {

  private static final BasicURLNormalizer NORMALIZER = new BasicURLNormalizer();
  private static final int MAX_CHARS = 2_000;
  private static final Pattern USER_INFO = Pattern.compile("^[A-Za-z]{1,10}://[^/?#]{0,300}@");

  /** Files that are linked to but are no pages. */
  private static final Set<String> NO_PAGES =
      Set.of(
          "7z", "apk", "atom", "avi", "avif", "bz2", "css", "csv", "dmg", "doc", "docx", "eot",
          "epub", "exe", "gif", "gz", "ico", "ics", "iso", "jar", "jpeg", "jpg", "js", "json", "md",
          "mjs", "mov", "mp3", "mp4", "ogg", "pdf", "png", "ppt", "pptx", "rar", "rss", "svg",
          "tar", "tgz", "tif", "tiff", "ttf", "txt", "wav", "webm", "webp", "woff", "woff2", "xls",
          "xlsx", "xml", "zip");

  private Addresses() {}

  /** The address without its fragment, normalized; null where it is none of http or https. */
  static @Nullable URI parse(String text) {
    if (text.length() > MAX_CHARS || USER_INFO.matcher(text.strip()).find()) {
      return null;
    }
    String normalized = NORMALIZER.filter(text.strip().replaceFirst("#.*", ""));
    try {
      URI address = normalized == null ? null : new URI(normalized);
      return address != null && isOfTheWeb(address) ? address : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static boolean isOfTheWeb(URI address) {
    String scheme = address.getScheme();
    return ("http".equals(scheme) || "https".equals(scheme)) && address.getHost() != null;
  }

  /** Whether two addresses are of one host, be it by http or by https. */
  static boolean areOfOneHost(URI one, URI other) {
    return one.getHost().equalsIgnoreCase(other.getHost()) && port(one) == port(other);
  }

  /** The standard ports of http and https count as one. */
  private static int port(URI address) {
    return address.getPort() == 80 || address.getPort() == 443 ? -1 : address.getPort();
  }

  /** Whether what is there may be a page, by the ending of the path. */
  static boolean mayBePage(URI address) {
    String path = String.valueOf(address.getPath()).toLowerCase(Locale.ROOT);
    String name = path.substring(path.lastIndexOf('/') + 1);
    return !NO_PAGES.contains(name.substring(name.lastIndexOf('.') + 1)) || !name.contains(".");
  }

  /** Whether what is there is a sitemap, by the ending of the path. */
  static boolean isSitemap(URI address) {
    String path = String.valueOf(address.getPath()).toLowerCase(Locale.ROOT);
    return path.endsWith(".xml") || path.endsWith(".gz") || path.endsWith(".txt");
  }
}

package dev.porchlight.knowledge.content.generator;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the owner's folder makes a site: which generator it belongs to, which of its files are pages,
 * and what address each has. Safe for use by any thread.
 *
 * <p>A generator is known by its file of settings, in the folder or up to three folders above it,
 * where the folder is one in which that generator keeps pages. The site's address is the one that
 * the owner set, else the one in those settings, else the domain of GitHub Pages. A folder of no
 * generator is plain: all of it is pages, and {@code about.md} is {@code /about}.
 */
public final class SiteLayout {

  /** A folder of no generator whose site has no address. */
  public static final SiteLayout PLAIN = plain(null);

  private static final int MAX_FOLDERS_ABOVE = 3;
  private static final Pattern HTTP_ADDRESS = Pattern.compile("https?://[^\\s/]+\\S*");
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[^\\s/]+\\S*|/(?!/)\\S*|[\\w.~%:-][\\w./~%:#-]*");
  private static final Pattern UNDERSCORE = Pattern.compile("(?:^|/)_(?!index\\.|posts/)");
  private static final Pattern DOMAIN = Pattern.compile("[\\w-]+(?:\\.[\\w-]+)+");
  private static final Pattern FRAGMENT = Pattern.compile("#.*");
  private static final Pattern INDEX_FILE = Pattern.compile("(?<=/)index\\.html?$");

  private final String name;
  private final HeadingSlugs.Style headings;
  private final AddressRule rule;
  private final List<String> pageFolders;
  private final boolean hidesUnderscores;
  private final String above;
  private final @Nullable String siteUrl;
  private final List<String> imageOrigins;

  private SiteLayout(
      String name,
      HeadingSlugs.Style headings,
      AddressRule rule,
      List<String> pageFolders,
      boolean hidesUnderscores,
      String above,
      @Nullable String siteUrl,
      List<String> imageOrigins) {
    this.name = name;
    this.headings = headings;
    this.rule = rule;
    this.pageFolders = List.copyOf(pageFolders);
    this.hidesUnderscores = hidesUnderscores;
    this.above = above;
    this.siteUrl = siteUrl == null ? null : siteUrl.replaceFirst("/+$", "");
    this.imageOrigins = List.copyOf(imageOrigins);
  }

  /**
   * The same, whose pages keep their images from these origins.
   *
   * @param origins scheme, host and a port that is not the usual one, in lower case
   */
  public SiteLayout withImagesOf(List<String> origins) {
    return new SiteLayout(
        name, headings, rule, pageFolders, hidesUnderscores, above, siteUrl, origins);
  }

  /** Whether an image of that address may be shown. */
  public boolean isOwnImage(String address) {
    return imageOrigins.stream()
        .anyMatch(origin -> address.regionMatches(true, 0, origin + "/", 0, origin.length() + 1));
  }

  /**
   * Looks at the settings of the generators.
   *
   * @param siteUrl the site's address where the owner set one, which then counts before the one in
   *     the generator's settings; or null
   */
  public static SiteLayout of(Path folder, @Nullable URI siteUrl) {
    Path site = folder.toAbsolutePath().normalize();
    String above = "";
    for (int i = 0; i <= MAX_FOLDERS_ABOVE && site != null; i++) {
      for (Generator generator : Generator.values()) {
        SiteLayout layout = of(generator, site, above, siteUrl);
        if (layout != null) {
          return layout;
        }
      }
      above = site.getFileName() + "/" + above;
      site = site.getParent();
    }
    return plain(siteUrl);
  }

  private static SiteLayout plain(@Nullable URI siteUrl) {
    return new SiteLayout(
        "plain",
        HeadingSlugs.Style.GITHUB,
        SiteLayout::plainPath,
        List.of(""),
        false,
        "",
        text(siteUrl),
        List.of());
  }

  private static @Nullable SiteLayout of(
      Generator generator, Path site, String above, @Nullable URI siteUrl) {
    for (String file : generator.settingsFiles()) {
      SiteSettings settings = settings(site, file);
      if (settings == null || !generator.owns(settings)) {
        continue;
      }
      List<String> folders = generator.pageFolders(settings);
      boolean isFound =
          above.isEmpty() || folders.stream().anyMatch(f -> !f.isEmpty() && above.startsWith(f));
      if (isFound) {
        String configured = httpAddress(generator.siteUrl(settings));
        String known = configured == null ? customDomain(site) : configured;
        String url = siteUrl == null ? known : text(siteUrl);
        return new SiteLayout(
            generator.displayName,
            generator.headings,
            generator.addressRule(settings),
            folders,
            generator.hidesUnderscores(),
            above,
            url,
            List.of());
      }
    }
    return null;
  }

  /** The domain in the CNAME file of GitHub Pages, or null where there is none. */
  private static @Nullable String customDomain(Path site) {
    for (String file : List.of("CNAME", "static/CNAME", "public/CNAME", "docs/CNAME")) {
      try {
        Path path = site.resolve(file);
        String domain = Files.isRegularFile(path) ? Files.readString(path).strip() : "";
        if (DOMAIN.matcher(domain).matches()) {
          return "https://" + domain;
        }
      } catch (IOException e) {
        return null;
      }
    }
    return null;
  }

  /** The settings in a file, with those that Hugo keeps in files beside it. */
  private static @Nullable SiteSettings settings(Path site, String file) {
    try {
      Path path = site.resolve(file);
      if (!Files.isRegularFile(path)) {
        return null;
      }
      SiteSettings settings = SiteSettings.read(path);
      if (file.startsWith("config/")) {
        String ending = file.substring(file.lastIndexOf('.'));
        for (String part : List.of("languages", "permalinks", "module")) {
          Path beside = path.resolveSibling(part + ending);
          if (Files.isRegularFile(beside)) {
            settings = settings.with(part, SiteSettings.read(beside));
          }
        }
      }
      return settings;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable String text(@Nullable URI siteUrl) {
    return siteUrl == null ? null : siteUrl.toString();
  }

  private static @Nullable String httpAddress(@Nullable String given) {
    try {
      return given != null
              && HTTP_ADDRESS.matcher(given).matches()
              && new URI(given).getHost() != null
          ? given
          : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** The generator's name, or "plain". */
  public String name() {
    return name;
  }

  /** The site's address without a slash at its end, or null where it is not known. */
  public @Nullable String siteUrl() {
    return siteUrl;
  }

  /** New fragments for the headings of a page. */
  public HeadingSlugs headingSlugs() {
    return new HeadingSlugs(headings);
  }

  /** Whether the generator would make a page of a file. */
  public boolean holdsPage(String path) {
    String full = above + path;
    return pageFolders.stream().anyMatch(full::startsWith)
        && !(hidesUnderscores && UNDERSCORE.matcher(full).find());
  }

  /**
   * The address of a page: the one that its front matter names, else the one that the generator
   * makes of its path.
   *
   * @param path below the owner's folder
   * @return absolute where the site's address is known; else the path that the front matter names,
   *     or empty where it names none
   */
  public String addressOf(String path, PageKeys keys) {
    FilePath file = FilePath.of(above + path);
    String url = keys.one("url");
    String given = url == null ? keys.one("permalink") : url;
    if (given == null || !isAddress(given)) {
      return siteUrl == null ? "" : siteUrl + encoded(rule.pathOf(file, keys));
    }
    if (PermalinkPattern.isIn(given)) {
      String filled = PermalinkPattern.fill(given, file, keys, JekyllRule.categories(file, keys));
      return onSite(filled);
    }
    return onSite(FRAGMENT.matcher(given).replaceFirst(""));
  }

  /** Whether a text can be an address: absolute, or a path that nothing has to be put into. */
  public static boolean isAddress(String given) {
    return ADDRESS.matcher(given).matches();
  }

  /** An address as the owner writes it; a path is one below the site's address. */
  public String onSite(String given) {
    if (given.contains("://")) {
      return given;
    }
    String path = given.startsWith("/") ? given : "/" + given;
    return (siteUrl == null ? "" : siteUrl) + INDEX_FILE.matcher(path).replaceFirst("");
  }

  private static String plainPath(FilePath file, PageKeys keys) {
    boolean isHtml = file.ending().startsWith("htm");
    String dated = file.date() == null ? file.name() : file.date() + "-" + file.name();
    return "/"
        + file.folder()
        + (file.isIndex() ? "" : isHtml ? dated + "." + file.ending() : dated);
  }

  private static String encoded(String path) {
    try {
      return new URI(null, null, path, null).toString();
    } catch (URISyntaxException e) {
      return path.replace(" ", "%20");
    }
  }
}

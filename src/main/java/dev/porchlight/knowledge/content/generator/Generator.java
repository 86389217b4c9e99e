package dev.porchlight.knowledge.content.generator;

import dev.porchlight.knowledge.content.generator.HeadingSlugs.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The generators whose folders are understood as they are. */
enum Generator {
  JEKYLL("Jekyll", Style.GITHUB, "_config.yml", "_config.yaml", "_config.toml"),
  HUGO(
      "Hugo",
      Style.GITHUB,
      "hugo.toml",
      "hugo.yaml",
      "hugo.yml",
      "hugo.json",
      "config/_default/hugo.toml",
      "config/_default/hugo.yaml",
      "config/_default/config.toml",
      "config/_default/config.yaml",
      "config.toml",
      "config.yaml",
      "config.yml",
      "config.json"),
  ZOLA("Zola", Style.ASCII, "config.toml", "zola.toml"),
  MKDOCS("MkDocs", Style.PYTHON_MARKDOWN, "mkdocs.yml", "mkdocs.yaml"),
  DOCUSAURUS(
      "Docusaurus",
      Style.GITHUB,
      "docusaurus.config.js",
      "docusaurus.config.ts",
      "docusaurus.config.mjs"),
  ASTRO("Astro", Style.GITHUB, "astro.config.mjs", "astro.config.ts", "astro.config.js"),
  ELEVENTY(
      "Eleventy",
      Style.GITHUB,
      ".eleventy.js",
      "eleventy.config.js",
      "eleventy.config.mjs",
      "eleventy.config.cjs");

  private static final String CONTENT = "content/";

  final String displayName;
  final Style headings;
  private final String settingsFiles;

  Generator(String displayName, Style headings, String... settingsFiles) {
    this.displayName = displayName;
    this.headings = headings;
    this.settingsFiles = String.join(" ", settingsFiles);
  }

  /** The paths at which its settings may be, below the site's folder. */
  List<String> settingsFiles() {
    return List.of(settingsFiles.split(" "));
  }

  /** Whether a file of settings that has the right name is this generator's. */
  boolean owns(SiteSettings settings) {
    return switch (this) {
      case HUGO -> settings.has("baseurl") || settings.has("languagecode") || settings.has("theme");
      case ZOLA -> settings.has("base_url");
      default -> true;
    };
  }

  /** The address of the site, as its settings have it, or null where they have none. */
  @Nullable String siteUrl(SiteSettings settings) {
    return switch (this) {
      case JEKYLL -> joined(settings.text("url"), settings.text("baseurl", ""));
      case HUGO -> settings.text("baseurl");
      case ZOLA -> settings.text("base_url");
      case MKDOCS -> settings.text("site_url");
      case DOCUSAURUS -> joined(settings.text("url"), settings.text("baseurl", ""));
      case ASTRO -> joined(settings.text("site"), settings.text("base", ""));
      case ELEVENTY -> null;
    };
  }

  private static @Nullable String joined(@Nullable String origin, String path) {
    return origin == null
        ? null
        : origin.replaceFirst("/+$", "") + "/" + path.replaceFirst("^/+", "");
  }

  /** Whether files and folders whose names begin with an underscore are parts of pages. */
  boolean hidesUnderscores() {
    return this == HUGO || this == DOCUSAURUS || this == ASTRO || this == ELEVENTY;
  }

  /** The folders that hold pages, each with a slash at its end; one empty one for all. */
  List<String> pageFolders(SiteSettings settings) {
    return switch (this) {
      case JEKYLL -> List.of("");
      case HUGO -> hugoFolders(settings);
      case ZOLA -> List.of(CONTENT);
      case MKDOCS -> List.of(withSlash(settings.text("docs_dir", "docs")));
      case DOCUSAURUS -> List.of("docs/", "blog/", "src/pages/");
      case ASTRO -> List.of("src/pages/", "src/content/", "src/data/");
      case ELEVENTY -> List.of(withSlash(settings.text("input", "")));
    };
  }

  private static List<String> hugoFolders(SiteSettings settings) {
    List<String> folders = new ArrayList<>(hugoMounts(settings));
    folders.addAll(hugoLanguages(settings).keySet());
    folders.add(withSlash(settings.text("contentdir", CONTENT)));
    return folders;
  }

  /** The folders that are mounted as the content. */
  private static List<String> hugoMounts(SiteSettings settings) {
    return settings.below("module").list("mounts").stream()
        .filter(mount -> withSlash(mount.text("target", "")).equals(CONTENT))
        .map(mount -> withSlash(mount.text("source", CONTENT)))
        .toList();
  }

  /** The languages that have a content folder of their own, by it. */
  private static Map<String, String> hugoLanguages(SiteSettings settings) {
    Map<String, String> folders = new HashMap<>();
    settings
        .below("languages")
        .parts()
        .forEach(
            (code, language) -> {
              String folder = language.text("contentdir");
              if (folder != null) {
                folders.put(withSlash(folder), code);
              }
            });
    return folders;
  }

  AddressRule addressRule(SiteSettings settings) {
    return switch (this) {
      case JEKYLL -> new JekyllRule(settings.text("permalink", ""));
      case HUGO -> hugoRule(settings);
      case ZOLA -> new ZolaRule();
      case MKDOCS -> {
        String docs = pageFolders(settings).get(0);
        boolean asFiles = settings.text("use_directory_urls", "true").equalsIgnoreCase("false");
        yield (file, keys) ->
            asFiles
                ? AddressRule.asFile(file.withoutRoot(docs))
                : AddressRule.asFolder(file.withoutRoot(docs));
      }
      case DOCUSAURUS -> {
        String route = settings.text("routebasepath", "docs").replaceAll("^/+|/+$", "");
        yield new DocusaurusRule(route.isEmpty() ? "/" : "/" + route + "/");
      }
      case ASTRO -> Generator::astro;
      case ELEVENTY -> {
        String input = pageFolders(settings).get(0);
        yield (file, keys) -> eleventy(file.withoutRoot(input));
      }
    };
  }

  private static AddressRule hugoRule(SiteSettings settings) {
    String language = settings.text("defaultcontentlanguage", "en");
    Map<String, String> languageFolders = hugoLanguages(settings);
    hugoMounts(settings).forEach(folder -> languageFolders.putIfAbsent(folder, language));
    Map<String, String> patterns = new HashMap<>(settings.below("permalinks").texts());
    patterns.putAll(settings.below("permalinks").below("page").texts());
    return new HugoRule(patterns, languageFolders, language);
  }

  /** A file that is named as its folder is that folder's page. */
  private static String eleventy(FilePath file) {
    boolean isOfFolder = file.name().equals(file.folderName());
    return AddressRule.asFolder(isOfFolder ? FilePath.of(file.folder() + "index.md") : file);
  }

  /** Starlight's documentation is the root; another collection is a folder of its name. */
  private static String astro(FilePath file, PageKeys keys) {
    FilePath page =
        file.withoutRoot("src/pages/")
            .withoutRoot("src/content/docs/")
            .withoutRoot("src/content/")
            .withoutRoot("src/data/");
    String slug = keys.one("slug");
    return slug == null
        ? AddressRule.asFolder(page)
        : AddressRule.asFolder(FilePath.of(page.folder() + slug.replaceAll("^/+|/+$", "") + ".md"));
  }

  private static String withSlash(String folder) {
    String inner = folder.replaceFirst("^\\./", "").replaceAll("^/+|/+$", "");
    return inner.isEmpty() || inner.equals(".") ? "" : inner + "/";
  }
}

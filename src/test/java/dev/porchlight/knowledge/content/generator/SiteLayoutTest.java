package dev.porchlight.knowledge.content.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address that each generator gives a page. */
final class SiteLayoutTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_posts/2024-05-07-A-day.md    |                       | /2024/05/07/A-day.html",
        "news/_posts/2024-05-07-x.md   | categories=Old News   | /news/old/2024/05/07/x.html",
        "_posts/2024-05-07-x.md        | date=2023-01-02 10:00 | /2023/01/02/x.html",
        "_posts/2024-05-07-x.md        | permalink=/:year/:title/ | /2024/x/",
        "_posts/2024-05-07-x.md        | slug=y                | /2024/05/07/y.html",
        "about.md                      |                       | /about.html",
        "docs/index.md                 |                       | /docs/",
        "docs/a b.md                   |                       | /docs/a%20b.html",
        "_recipes/bread.md             |                       | /recipes/bread.html",
        "pages/documentation.md        | permalink=/documentation | /documentation",
        "index.md                      |                       | /"
      })
  void jekyll(String path, @Nullable String keys, String address) throws IOException {
    write("_config.yml", "title: T\nurl: https://example.com\nbaseurl: /base\n");

    assertThat(address(path, keys)).isEqualTo("https://example.com/base" + address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_posts/2024-05-07-x.md | /2024/05/07/x/",
        "about.md               | /about/",
        "index.md               | /"
      })
  void jekyllWithPrettyPermalinks(String path, String address) throws IOException {
    write("_config.yml", "url: https://example.com\npermalink: pretty\n");

    assertThat(address(path, null)).isEqualTo("https://example.com" + address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "content/about.md               |                   | /about/",
        "content/Blog/My Post.md        |                   | /blog/my-post/",
        "content/blog/_index.md         |                   | /blog/",
        "content/blog/trip/index.md     |                   | /blog/trip/",
        "content/blog/trip/index.md     | slug=journey      | /blog/journey/",
        "content/blog/2024-05-07-x.md   |                   | /blog/2024-05-07-x/",
        "content/posts/x.md             | date=2024-05-07   | /2024/05/x/",
        "content/about.fr.md            |                   | /fr/about/",
        "content/about.en.md            |                   | /about/",
        "content/x.md                   | url=/elsewhere/   | /elsewhere/",
        "content/_index.md              |                   | /"
      })
  void hugo(String path, @Nullable String keys, String address) throws IOException {
    write(
        "hugo.toml",
        "baseURL = 'https://example.com/'\n[permalinks]\nposts = '/:year/:month/:slugorfilename/'\n");

    assertThat(address(path, keys)).isEqualTo("https://example.com" + address);
  }

  @Test
  void hugoKeepsALanguageInAFolder() throws IOException {
    write(
        "config.yaml",
        """
        baseURL: https://example.com/
        defaultContentLanguage: fr
        languages:
          fr: {contentDir: content/francais}
          en: {contentDir: content/english}
        """);

    assertThat(address("content/francais/a.md", null)).isEqualTo("https://example.com/a/");
    assertThat(address("content/english/a.md", null)).isEqualTo("https://example.com/en/a/");
  }

  @Test
  void hugoMayKeepItsSettingsInSeveralFilesAndMountItsContent() throws IOException {
    Files.createDirectories(folder.resolve("config/_default"));
    write("config/_default/hugo.toml", "baseURL = 'https://example.com/'\n");
    write("config/_default/module.toml", "[[mounts]]\nsource = 'content/en'\ntarget = 'content'\n");
    write("config/_default/permalinks.toml", "blog = '/posts/:slugorfilename/'\n");

    assertThat(address("content/en/about.md", null)).isEqualTo("https://example.com/about/");
    assertThat(address("content/en/blog/x.md", null)).isEqualTo("https://example.com/posts/x/");
    SiteLayout layout = SiteLayout.of(folder, null);
    assertThat(layout.holdsPage("content/en/_common/x.md")).isFalse();
    assertThat(layout.holdsPage("content/en/blog/_index.md")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "content/Über uns.md            |                | /uber-uns/",
        "content/blog/2024-05-07-x.md   |                | /blog/x/",
        "content/blog/x.md              | path=one/two   | /one/two/",
        "content/blog/x.md              | slug=y         | /blog/y/",
        "content/blog/_index.md         |                | /blog/"
      })
  void zola(String path, @Nullable String keys, String address) throws IOException {
    write("config.toml", "base_url = \"https://example.com\"\n");

    assertThat(address(path, keys)).isEqualTo("https://example.com" + address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docs/01-intro.md               |                | /docs/intro",
        "docs/2-guide/index.md          |                | /docs/guide",
        "docs/guide/Guide.md            |                | /docs/guide",
        "docs/guide/x.md                | id=y           | /docs/guide/y",
        "docs/guide/x.md                | slug=/         | /docs",
        "docs/guide/x.md                | slug=/z        | /docs/z",
        "blog/2024-05-07-x.md           |                | /blog/2024/05/07/x",
        "blog/2024-05-07-x/index.md     |                | /blog/2024/05/07/x",
        "blog/2024-05-07-x.md           | slug=hello     | /blog/hello",
        "src/pages/about.mdx            |                | /about"
      })
  void docusaurus(String path, @Nullable String keys, String address) throws IOException {
    write(
        "docusaurus.config.js",
        "const config = {\n  title: 'T',\n  url: 'https://example.com',\n  baseUrl: '/',\n};\n");

    assertThat(address(path, keys)).isEqualTo("https://example.com" + address);
  }

  @ParameterizedTest
  @CsvSource({
    "mkdocs.yml, site_url: https://example.com/, docs/a/b.md, /a/b/",
    "mkdocs.yml, site_url: https://example.com/, docs/a/README.md, /a/",
    "astro.config.mjs, site: 'https://example.com', src/content/docs/a.mdx, /a/",
    "astro.config.mjs, const site = `https://example.com`; x = { site }, src/pages/a.md, /a/",
    "astro.config.mjs, site: 'https://example.com', src/content/blog/a.md, /blog/a/",
    "astro.config.mjs, site: 'https://example.com', src/pages/about.md, /about/"
  })
  void mkdocsAndAstro(String settings, String text, String path, String address)
      throws IOException {
    write(settings, text + "\n");

    assertThat(address(path, null)).isEqualTo("https://example.com" + address);
  }

  @ParameterizedTest
  @CsvSource({
    "about.md, /about",
    "docs/README.md, /docs/",
    "index.md, /",
    "2024-05-07-x.md, /2024-05-07-x",
    "old/page.html, /old/page.html",
    "old/index.html, /old/"
  })
  void aPlainFolderOfASiteWithAnAddress(String path, String address) {
    SiteLayout layout = SiteLayout.of(folder, URI.create("https://example.com/"));

    assertThat(layout.addressOf(path, keys(null))).isEqualTo("https://example.com" + address);
  }

  @Test
  void eleventyTakesADateOffTheNameAndAFolderOnce() throws IOException {
    write("eleventy.config.js", "export default () => ({ dir: {\n input: \"src\" } });");
    SiteLayout layout = SiteLayout.of(folder, URI.create("https://example.com"));

    assertThat(layout.addressOf("src/posts/2024-05-07-x.md", keys(null)))
        .isEqualTo("https://example.com/posts/x/");
    assertThat(layout.addressOf("src/posts/y/y.md", keys(null)))
        .isEqualTo("https://example.com/posts/y/");
    assertThat(layout.holdsPage("README.md")).isFalse();
  }

  @Test
  void theContentFolderOfAGeneratorIsUnderstoodByItself() throws IOException {
    write("hugo.yaml", "baseURL: https://example.com/\n");
    Path content = Files.createDirectories(folder.resolve("content"));
    SiteLayout layout = SiteLayout.of(content, null);

    assertThat(layout.name()).isEqualTo("Hugo");
    assertThat(layout.holdsPage("about.md")).isTrue();
    assertThat(layout.addressOf("about.md", keys(null))).isEqualTo("https://example.com/about/");
  }

  @Test
  void onlyTheFoldersInWhichTheGeneratorKeepsPagesHoldPages() throws IOException {
    write("hugo.toml", "baseURL = 'https://example.com/'\n");
    SiteLayout layout = SiteLayout.of(folder, null);

    assertThat(layout.holdsPage("content/a.md")).isTrue();
    assertThat(layout.holdsPage("README.md")).isFalse();
    assertThat(layout.holdsPage("layouts/index.html")).isFalse();
  }

  @Test
  void theOwnersAddressCountsBeforeTheGenerators() throws IOException {
    write("mkdocs.yml", "site_url: https://old.example/\ntheme: !!python/name:a.b\n");

    assertThat(
            SiteLayout.of(folder, URI.create("https://new.example"))
                .addressOf("docs/a.md", keys(null)))
        .isEqualTo("https://new.example/a/");
    assertThat(SiteLayout.of(folder, null).siteUrl()).isEqualTo("https://old.example");
  }

  @Test
  void theDomainOfGitHubPagesIsTheSitesAddress() throws IOException {
    write("_config.yml", "title: T\n");
    write("CNAME", "example.com\n");

    assertThat(address("about.md", null)).isEqualTo("https://example.com/about.html");
  }

  @Test
  void withoutASitesAddressOnlyWhatThePageNamesIsAnAddress() {
    assertThat(SiteLayout.PLAIN.addressOf("a.md", keys(null))).isEmpty();
    assertThat(SiteLayout.PLAIN.addressOf("a.md", keys("url=/a/"))).isEqualTo("/a/");
    assertThat(SiteLayout.PLAIN.addressOf("a.md", keys("url=https://example.com/a#top")))
        .isEqualTo("https://example.com/a");
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, What’s new? (2026), whats-new-2026",
    "GITHUB, Café & Bar, café--bar",
    "PYTHON_MARKDOWN, Café & Bar, cafe-bar",
    "ASCII, Café_& Bar, cafe-bar"
  })
  void fragmentsAreMadeAsTheGeneratorMakesThem(
      HeadingSlugs.Style style, String heading, String slug) {
    HeadingSlugs slugs = new HeadingSlugs(style);

    assertThat(slugs.next(heading)).isEqualTo(slug);
    assertThat(slugs.next(heading))
        .isEqualTo(slug + (style == HeadingSlugs.Style.PYTHON_MARKDOWN ? "_1" : "-1"));
  }

  private String address(String path, @Nullable String keys) {
    return SiteLayout.of(folder, null).addressOf(path, keys(keys));
  }

  private static PageKeys keys(@Nullable String given) {
    String[] parts = given == null ? new String[] {"", ""} : given.split("=", 2);
    Map<String, String> values = Map.of(parts[0], parts[1]);
    return new PageKeys() {
      @Override
      public @Nullable String one(String key) {
        return values.get(key);
      }

      @Override
      public List<String> all(String key) {
        return values.containsKey(key) ? List.of(values.get(key)) : List.of();
      }
    };
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}

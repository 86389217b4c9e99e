package dev.porchlight.knowledge.content;

import dev.porchlight.knowledge.content.generator.FilePath;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/**
 * Makes pages of the owner's files. The links from one file to another lead to the other's address.
 */
public final class PageReader {

  private static final List<String> CANONICAL =
      List.of("canonical", "canonical_url", "canonicalUrl", "canonicalURL");
  private static final String QUESTIONS = "questions";
  private static final int MAX_QUESTIONS = 3;
  private static final int MAX_TAGS = 50;
  private static final int MAX_ALIASES = 50;
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(?:[-_].*)?");

  private final SiteLayout layout;
  private final LocalDate today;
  private final Map<String, String> addresses = new HashMap<>();

  private PageReader(SiteLayout layout, LocalDate today) {
    this.layout = layout;
    this.today = today;
  }

  /** A file whose front matter has been read. */
  private record Opened(MarkdownFile file, FrontMatter frontMatter) {}

  /**
   * What became of each file, in their order. The files are read on all cores.
   *
   * @param today a page of a later date is not public yet
   */
  public static List<PageResult> readAll(
      List<MarkdownFile> files, SiteLayout layout, LocalDate today) {
    PageReader reader = new PageReader(layout, today);
    List<Opened> opened = files.parallelStream().map(PageReader::open).toList();
    for (Opened each : opened) {
      String path = each.file.path();
      boolean isFaq = path.equals(FaqParser.PATH);
      reader.addresses.put(
          path,
          isFaq
              ? FaqParser.addressOf(each.file, each.frontMatter, layout)
              : layout.addressOf(path, each.frontMatter));
    }
    return opened.parallelStream().map(each -> reader.read(each.file, each.frontMatter)).toList();
  }

  private static Opened open(MarkdownFile file) {
    FrontMatter given = FrontMatter.of(file);
    boolean isHtml = FilePath.of(file.path()).ending().startsWith("htm");
    return new Opened(file, isHtml ? ofHtml(given) : given);
  }

  /** The page's main text as Markdown; what its head says counts where the front matter doesn't. */
  private static FrontMatter ofHtml(FrontMatter given) {
    HtmlPage page = HtmlPage.read(MarkupCleaner.clean(given.body(), "html"), "");
    Map<String, String> head = new LinkedHashMap<>();
    head.put("title", page.title());
    head.put("description", page.description());
    head.put("lang", page.lang());
    head.put("url", page.canonical());
    head.put("noindex", page.noindex() ? "true" : "");
    return given.with(head, page.markdown());
  }

  private PageResult read(MarkdownFile file, FrontMatter frontMatter) {
    FilePath path = FilePath.of(file.path());
    String leftOutAs = PageStatus.leftOutAs(frontMatter, path, today);
    if (leftOutAs != null) {
      return new PageResult(file.path(), null, leftOutAs, frontMatter.warnings());
    }
    Node document = MarkdownText.parse(MarkupCleaner.clean(frontMatter.body(), path.ending()));
    String url = addresses.getOrDefault(file.path(), "");
    String title = PlainText.excerpt(title(frontMatter, document, path), Page.MAX_TITLE_CHARS);
    document.accept(new LinkResolver(file.path(), url, addresses, layout));
    PassageSplitter splitter = new PassageSplitter(title, url, layout.headingSlugs());
    Page page =
        new Page(file.path(), title, url, details(frontMatter, path), splitter.split(document));
    warnOfAddresses(frontMatter);
    return new PageResult(file.path(), page, null, frontMatter.warnings());
  }

  private static void warnOfAddresses(FrontMatter frontMatter) {
    Stream.of("url", "permalink")
        .filter(key -> !SiteLayout.isAddress(frontMatter.one(key, "/")))
        .forEach(
            key ->
                frontMatter.warn(
                    "\"%s\" takes an address that starts with https://, http:// or /, or a path."
                        .formatted(key)));
  }

  private static String title(FrontMatter frontMatter, Node document, FilePath path) {
    String given = frontMatter.one("title");
    if (given != null) {
      return given;
    }
    if (path.equals(FilePath.of(FaqParser.PATH))) {
      return "FAQ";
    }
    String heading = firstHeading(document, 1);
    if (heading.isEmpty() && path.isIndex() && path.folder().isEmpty()) {
      String any = firstHeading(document, 6);
      return any.isEmpty() ? "Home" : any;
    }
    return heading.isEmpty() ? inWords(path.isIndex() ? path.folderName() : path.name()) : heading;
  }

  private static String firstHeading(Node document, int deepest) {
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      if (block instanceof Heading heading && heading.getLevel() <= deepest) {
        String words = PassageSplitter.wordsOf(heading);
        if (!words.isEmpty()) {
          return words;
        }
      }
    }
    return "";
  }

  private static String inWords(String name) {
    String words = name.replaceAll("[-_]+", " ").strip();
    return words.isEmpty()
        ? name
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private Page.Details details(FrontMatter frontMatter, FilePath path) {
    LocalDate date = PageStatus.dateOf(frontMatter);
    String language = frontMatter.one("lang", "");
    return new Page.Details(
        frontMatter.one("description", frontMatter.one("summary", "")),
        Stream.of("tags", "keywords")
            .flatMap(key -> frontMatter.all(key).stream())
            .limit(MAX_TAGS)
            .toList(),
        Stream.of("aliases", "redirect_from")
            .flatMap(key -> frontMatter.all(key).stream())
            .filter(SiteLayout::isAddress)
            .map(layout::onSite)
            .limit(MAX_ALIASES)
            .toList(),
        CANONICAL.stream()
            .map(key -> frontMatter.one(key, ""))
            .filter(SiteLayout::isAddress)
            .map(layout::onSite)
            .findFirst()
            .orElse(""),
        LANGUAGE.matcher(language).matches()
            ? language.replaceFirst("[-_].*", "").toLowerCase(Locale.ROOT)
            : null,
        date == null ? path.date() : date,
        frontMatter.list(QUESTIONS, MAX_QUESTIONS));
  }
}

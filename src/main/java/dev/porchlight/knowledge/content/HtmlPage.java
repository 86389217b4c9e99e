package dev.porchlight.knowledge.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A page of HTML, read for its main content.
 *
 * @param title what the page is called; empty where it does not say
 * @param description its summary of itself; empty where it has none
 * @param lang the language tag that it names; empty where it names none
 * @param canonical the absolute address that it names as its own; empty where it names none
 * @param noindex whether it asks not to be indexed
 * @param links the absolute addresses that it links to, each once; none where it asks that they not
 *     be followed
 * @param markdown its main content; empty where it has no words
 */
public record HtmlPage(
    String title,
    String description,
    String lang,
    String canonical,
    boolean noindex,
    List<String> links,
    String markdown) {

  private static final Pattern LANGUAGE_TAG = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

  public HtmlPage {
    links = List.copyOf(links);
  }

  /**
   * Reads a page.
   *
   * @param baseUri its address, for relative links; empty where it has none, and they stay relative
   */
  public static HtmlPage read(String html, String baseUri) {
    return of(Jsoup.parse(html, baseUri));
  }

  /**
   * Reads a page as it was transferred.
   *
   * @param charset its encoding as the transfer names it; null where only the page itself can tell
   */
  public static HtmlPage read(byte[] html, @Nullable String charset, String baseUri) {
    try {
      return of(Jsoup.parse(new ByteArrayInputStream(html), charset, baseUri));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  private static HtmlPage of(Document document) {
    String robots =
        (meta(document, "name=robots") + "," + meta(document, "name=porchlight"))
            .toLowerCase(Locale.ROOT);
    boolean none = robots.contains("none");
    String title = titleOf(document);
    String description = meta(document, "name=description");
    String canonical = linkOf(document);
    List<String> links = none || robots.contains("nofollow") ? List.of() : linksOf(document);
    Element content = MainContent.of(document);
    return new HtmlPage(
        title,
        description.isEmpty() ? meta(document, "property=og:description") : description,
        languageOf(document),
        canonical,
        none || robots.contains("noindex"),
        links,
        HtmlToMarkdown.convert(content));
  }

  private static String meta(Document document, String attribute) {
    Element meta = document.selectFirst("meta[" + attribute + "]");
    return meta == null ? "" : oneLine(meta.attr("content"));
  }

  /**
   * The heading of the first level where the title has it in full, because titles name the site.
   */
  private static String titleOf(Document document) {
    String title = oneLine(document.title());
    Element first = document.selectFirst("main h1, article h1, [role=main] h1");
    Element heading = first == null ? document.selectFirst("h1") : first;
    String words = heading == null ? "" : oneLine(heading.text());
    boolean isInTitle = !words.isEmpty() && title.contains(words);
    return title.isEmpty() || isInTitle ? words : title;
  }

  private static String linkOf(Document document) {
    Element link = document.selectFirst("link[rel~=(?i)(^|\\s)canonical(\\s|$)][href]");
    return link == null ? "" : link.absUrl("href");
  }

  private static String languageOf(Document document) {
    Element root = document.selectFirst("html[lang]");
    String lang = root == null ? "" : root.attr("lang").strip();
    return LANGUAGE_TAG.matcher(lang).matches() ? lang : "";
  }

  private static List<String> linksOf(Document document) {
    return document.select("a[href], area[href]").stream()
        .filter(link -> !link.attr("rel").toLowerCase(Locale.ROOT).contains("nofollow"))
        .map(link -> link.absUrl("href"))
        .filter(address -> address.startsWith("http"))
        .distinct()
        .toList();
  }

  private static String oneLine(String text) {
    return HtmlText.collapsed(text).strip();
  }
}

package dev.porchlight.web;

import dev.porchlight.web.files.BrandFiles;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseSettings;
import org.jsoup.parser.Parser;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;

/** Fills in the page's HTML, which stays a whole page where nothing is filled in. Stateless. */
final class PageTemplate {

  private static final String STYLES = "link[rel=stylesheet][href=theme.css]";

  private PageTemplate() {}

  /**
   * What the owner has on the page.
   *
   * @param icon the address of a file of the owner's, relative to {@code base}, as is card; or null
   * @param logo the address of a file of the owner's, or the picture itself, as is portrait
   * @param styles the text of the owner's style sheet, or null where it is to be fetched
   * @param stylesheet the address of the owner's style sheet, or null
   * @param base the page's own address, with a slash at its end
   * @param config what the page's script needs to know, as JSON without a {@code <}
   */
  record Values(
      String name,
      String description,
      String greeting,
      List<String> questions,
      @Nullable String icon,
      @Nullable String logo,
      @Nullable String portrait,
      @Nullable String card,
      @Nullable String styles,
      @Nullable String stylesheet,
      String base,
      String config) {}

  /** A page of the owner's own that has no place for a greeting stays as it is. */
  static String fill(String template, Values values) {
    Document page =
        Jsoup.parse(template, "", Parser.htmlParser().settings(ParseSettings.preserveCase));
    if (page.selectFirst("#welcome") == null) {
      return template;
    }
    page.outputSettings().prettyPrint(false);
    fillHead(page, values);
    page.select("#site-name").forEach(name -> name.text(values.name()));
    String logo = values.logo();
    if (logo != null) {
      page.select(".bar .lantern").forEach(mark -> mark.replaceWith(picture("mark", logo)));
    }
    Element mark = page.selectFirst(".bar .lantern");
    page.select("#welcome").forEach(welcome -> fillWelcome(welcome, values, mark));
    return page.outerHtml();
  }

  private static void fillHead(Document page, Values values) {
    page.title(values.name());
    String description = values.description().isEmpty() ? values.greeting() : values.description();
    content(page, "name=description", description);
    content(page, "property=og:title", values.name());
    content(page, "property=og:description", description);
    Element head = page.head();
    head.appendElement("meta").attr("property", "og:url").attr("content", values.base());
    if (values.card() != null) {
      String address = values.base() + values.card();
      head.appendElement("meta").attr("property", "og:image").attr("content", address);
      head.appendElement("meta")
          .attr("name", "twitter:card")
          .attr("content", "summary_large_image");
    }
    String icon = values.icon();
    if (icon != null) {
      page.select("link[rel=icon]").attr("href", icon).attr("type", BrandFiles.typeOf(icon));
    }
    fillStyles(page.select(STYLES), values);
    head.appendElement("script")
        .attr("id", "config")
        .attr("type", "application/json")
        .appendChild(new DataNode(values.config()));
  }

  private static void fillStyles(Elements links, Values values) {
    if (values.styles() != null) {
      DataNode text = new DataNode(values.styles());
      links.forEach(link -> link.replaceWith(new Element("style").appendChild(text)));
    } else if (values.stylesheet() != null) {
      links.attr("href", values.stylesheet());
    } else {
      links.remove();
    }
  }

  private static void content(Document page, String which, String content) {
    page.select("meta[" + which + "]").attr("content", content);
  }

  private static void fillWelcome(Element welcome, Values values, @Nullable Element mark) {
    String picture = values.portrait() == null ? values.logo() : values.portrait();
    if (picture != null) {
      welcome.appendChild(
          picture(values.portrait() == null ? "portrait logo" : "portrait", picture));
    } else if (mark != null) {
      welcome.appendChild(mark.clone().addClass("portrait"));
    }
    welcome.appendElement("p").addClass("greeting").attr("dir", "auto").text(values.greeting());
    if (!values.description().isEmpty()) {
      welcome.appendElement("p").addClass("about").attr("dir", "auto").text(values.description());
    }
    Element list = welcome.appendElement("ul").addClass("suggestions");
    for (String question : values.questions()) {
      list.appendElement("li")
          .appendElement("button")
          .attr("type", "button")
          .addClass("suggestion")
          .attr("data-action", "suggest")
          .attr("dir", "auto")
          .text(question);
    }
  }

  private static Element picture(String classes, String address) {
    return new Element("img").attr("class", classes).attr("src", address).attr("alt", "");
  }
}

package dev.porchlight.importer;

import crawlercommons.sitemaps.AbstractSiteMap;
import crawlercommons.sitemaps.SiteMap;
import crawlercommons.sitemaps.SiteMapIndex;
import crawlercommons.sitemaps.SiteMapParser;
import crawlercommons.sitemaps.UnknownFormatException;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the sitemaps of a site, and those that they list. For one thread. */
final class Sitemaps {

  private static final int MAX_FILES = 50;
  private static final int MAX_BYTES = 10 * 1024 * 1024;
  private static final int MAX_PAGES = 50_000;

  private final URI site;
  private final SiteClient client;
  private final Report report;
  private final SiteMapParser parser = new SiteMapParser(false);
  private final Deque<URI> waiting = new ArrayDeque<>();
  private final Set<URI> seen = new LinkedHashSet<>();
  private final Set<URI> pages = new LinkedHashSet<>();
  private int onOtherHosts;

  Sitemaps(URI site, SiteClient client, Report report) {
    this.site = site;
    this.client = client;
    this.report = report;
    parser.setAllowDocTypeDefinitions(false);
  }

  /** The pages of the site that are listed, in their order. What can't be read is one line. */
  List<URI> pages(List<URI> sitemaps) throws InterruptedException {
    sitemaps.forEach(this::addSitemap);
    int read = 0;
    while (!waiting.isEmpty() && read < MAX_FILES) {
      read(waiting.remove());
      read++;
    }
    if (!waiting.isEmpty()) {
      report.note("The site has more than " + MAX_FILES + " sitemaps; the others are not read.");
    }
    if (onOtherHosts > 0) {
      report.note(
          "The sitemaps list other hosts’ addresses too, which are left out: %d."
              .formatted(onOtherHosts));
    }
    return new ArrayList<>(pages);
  }

  private void addSitemap(URI address) {
    if (!Addresses.areOfOneHost(site, address)) {
      onOtherHosts++;
    } else if (seen.add(address)) {
      waiting.add(address);
    }
  }

  private void read(URI address) throws InterruptedException {
    try {
      SiteResponse response = client.get(address, SiteClient.Wish.forFile(MAX_BYTES), any -> {});
      if (response.isGone()) {
        return;
      }
      if (response.status() != SiteResponse.OK || response.isTooLarge()) {
        String reason =
            response.isTooLarge()
                ? "it is larger than 10 MB"
                : "its status is " + response.status();
        report.note("The sitemap " + address + " is not read: " + reason + ".");
        return;
      }
      add(parser.parseSiteMap(response.body(), address.toURL()));
    } catch (UnknownFormatException | IOException | LeftOutException e) {
      report.note("The sitemap " + address + " is not read: " + oneLine(e) + ".");
    }
  }

  private void add(AbstractSiteMap sitemap) {
    if (sitemap instanceof SiteMapIndex index) {
      addresses(index.getSitemaps().stream().map(AbstractSiteMap::getUrl).toList())
          .forEach(this::addSitemap);
    } else if (sitemap instanceof SiteMap listed) {
      addresses(listed.getSiteMapUrls().stream().map(page -> page.getUrl()).toList())
          .forEach(this::addPage);
    }
  }

  private void addPage(URI address) {
    if (!Addresses.areOfOneHost(site, address)) {
      onOtherHosts++;
    } else if (pages.size() < MAX_PAGES) {
      pages.add(address);
    }
  }

  private static List<URI> addresses(Collection<URL> given) {
    List<URI> addresses = new ArrayList<>();
    for (URL url : given) {
      URI address = url == null ? null : Addresses.parse(url.toString());
      if (address != null) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private static String oneLine(Exception failure) {
    return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip();
  }
}

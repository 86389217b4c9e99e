package dev.porchlight.importer;

import dev.porchlight.knowledge.content.HtmlPage;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Imports the pages of a site: those that its sitemaps list, or else those that its links lead to
 * from one page on. Used by one thread, once.
 */
final class SiteImport {

  static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;
  private static final int MAX_WAITING = 50_000;

  private final URI start;
  private final SiteClient client;
  private final RobotsRules robots;
  private final Manifest manifest;
  private final ImportedPages pages;
  private final Report report;

  private final Deque<URI> waiting = new ArrayDeque<>();
  private final Set<URI> known = new HashSet<>();
  private final Set<URI> asked = new HashSet<>();

  /** Which page has an address as its own. */
  private final Map<String, String> owners = new HashMap<>();

  private boolean followsLinks;
  private boolean hasAnswered;
  private int visits;

  private SiteImport(
      URI start,
      SiteClient client,
      RobotsRules robots,
      Manifest manifest,
      ImportedPages pages,
      Report report) {
    this.start = start;
    this.client = client;
    this.robots = robots;
    this.manifest = manifest;
    this.pages = pages;
    this.report = report;
  }

  /**
   * Asks for at most so many pages.
   *
   * @throws ImportException if the site can't be reached
   */
  static void run(
      URI start, int max, Pacer pacer, Manifest manifest, ImportedPages pages, Report report)
      throws ImportException, InterruptedException {
    RequestTurns turns = new RequestTurns(pacer);
    SiteClient client = new SiteClient(turns, SiteClient.Timeouts.DEFAULT);
    RobotsRules robots;
    try {
      robots = RobotsRules.of(start, client);
    } catch (IOException e) {
      throw unreachable(start, String.valueOf(e.getMessage()));
    }
    turns.setInterval(robots.delay());
    new SiteImport(start, client, robots, manifest, pages, report).run(max);
  }

  private static ImportException unreachable(URI address, String reason) {
    return ImportException.failed(
        "%s can't be imported: %s; check the address and try again.".formatted(address, reason));
  }

  private void run(int max) throws ImportException, InterruptedException {
    findStart();
    for (String page : manifest.pages().keySet()) {
      addIfOnSite(page);
    }
    while (!waiting.isEmpty() && visits < max) {
      visit(waiting.remove());
    }
    if (!waiting.isEmpty()) {
      report.note(
          "After %d pages, %d more are known; set --max to import more."
              .formatted(visits, waiting.size()));
    }
  }

  private void findStart() throws ImportException, InterruptedException {
    boolean isSitemap = Addresses.isSitemap(start);
    List<URI> named = robots.sitemaps();
    List<URI> sitemaps = named.isEmpty() ? List.of(start.resolve("/sitemap.xml")) : named;
    List<URI> listed =
        new Sitemaps(start, client, report).pages(isSitemap ? List.of(start) : sitemaps);
    listed.forEach(this::add);
    if (isSitemap && listed.isEmpty()) {
      throw unreachable(start, "it is no sitemap that lists pages of its host");
    }
    if (listed.isEmpty()) {
      report.note("The site has no sitemap with pages: its links are followed from " + start);
      followsLinks = true;
      known.add(start);
      visits++;
      visitStart();
    }
  }

  /** Where links are followed, nothing can be found without the first page. */
  private void visitStart() throws ImportException, InterruptedException {
    try {
      read(start);
    } catch (LeftOutException e) {
      if (!hasAnswered) {
        throw unreachable(start, String.valueOf(e.getMessage()));
      }
      report.leftOut(start.toString(), e);
    } catch (IOException | RuntimeException e) {
      throw unreachable(start, String.valueOf(e.getMessage()));
    }
  }

  private void addIfOnSite(String link) {
    URI address = Addresses.parse(link);
    if (address != null && Addresses.areOfOneHost(start, address) && Addresses.mayBePage(address)) {
      add(address);
    }
  }

  private void add(URI address) {
    if (waiting.size() < MAX_WAITING && known.add(address)) {
      waiting.add(address);
    }
  }

  private void visit(URI address) throws InterruptedException {
    if (asked.contains(address)) {
      return;
    }
    visits++;
    try {
      read(address);
    } catch (LeftOutException e) {
      report.leftOut(address.toString(), e);
    } catch (IOException | RuntimeException e) {
      report.leftOut(
          address.toString(), new LeftOutException("failed", "it failed: " + e.getMessage()));
    }
  }

  private void read(URI address) throws LeftOutException, IOException, InterruptedException {
    SiteResponse response =
        client.get(
            address,
            new SiteClient.Wish(this::headers, MAX_PAGE_BYTES, true),
            this::checkBeforeAsking);
    String name = response.address().toString();
    if (response.isGone()) {
      pages.gone(name);
    } else if (response.status() == SiteResponse.NOT_MODIFIED) {
      Manifest.Entry entry = manifest.get(name);
      claim(entry == null ? name : entry.address(), name);
      pages.unchanged(name);
    } else {
      checkForHtml(response);
      write(response);
    }
  }

  private void checkBeforeAsking(URI address) throws LeftOutException {
    if (!asked.add(address)) {
      throw new LeftOutException("duplicate", "it redirects to a page that is read already");
    }
    if (!robots.allow(address)) {
      throw new LeftOutException("disallowed by robots.txt", "robots.txt does not allow it");
    }
  }

  private Map<String, String> headers(URI address) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "text/html,application/xhtml+xml");
    Manifest.Entry earlier = pages.present(address.toString());
    if (earlier != null && !earlier.etag().isEmpty()) {
      headers.put("If-None-Match", earlier.etag());
    }
    if (earlier != null && !earlier.lastModified().isEmpty()) {
      headers.put("If-Modified-Since", earlier.lastModified());
    }
    return headers;
  }

  private static void checkForHtml(SiteResponse response) throws LeftOutException {
    if (response.status() != SiteResponse.OK) {
      throw new LeftOutException("failed", "its status is " + response.status());
    }
    if (!response.isHtml()) {
      throw new LeftOutException(
          "not HTML", "it is not HTML but \"" + response.header("Content-Type") + "\"");
    }
    if (response.isTooLarge()) {
      throw new LeftOutException("too large", "it is larger than 2 MB");
    }
  }

  private void write(SiteResponse response) throws LeftOutException, IOException {
    URI found = response.address();
    hasAnswered = true;
    HtmlPage page = HtmlPage.read(response.body(), response.charset(), found.toString());
    if (followsLinks) {
      page.links().forEach(this::addIfOnSite);
    }
    try {
      if (response.asksNotToBeIndexed()) {
        throw new LeftOutException("noindex", "it asks not to be indexed (noindex)");
      }
      URI address = addressOf(page, found);
      if (!page.noindex()) {
        claim(address.toString(), found.toString());
      }
      pages.write(ImportedPages.Source.of(found, address, response), page);
    } catch (LeftOutException e) {
      pages.remember(found.toString());
      throw e;
    }
  }

  /** The one that it names as its own, on the same host; that of the start is no other page's. */
  private URI addressOf(HtmlPage page, URI found) {
    URI canonical = page.canonical().isEmpty() ? null : Addresses.parse(page.canonical());
    boolean isTaken =
        canonical != null
            && Addresses.areOfOneHost(start, canonical)
            && (!"/".equals(canonical.getPath()) || "/".equals(found.getPath()));
    return isTaken && canonical != null ? canonical : found;
  }

  private void claim(String address, String page) throws LeftOutException {
    String owner = owners.putIfAbsent(address, page);
    if (owner != null && !owner.equals(page)) {
      throw new LeftOutException("duplicate", "it is the same page as " + owner);
    }
  }
}

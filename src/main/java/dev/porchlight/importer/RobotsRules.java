package dev.porchlight.importer;

import crawlercommons.robots.BaseRobotRules;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRulesParser;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What a site's robots.txt allows this program. */
final class RobotsRules {

  private static final int MAX_BYTES = 512 * 1024;
  private static final int MAX_WARNINGS = 5;

  private final BaseRobotRules rules;

  private RobotsRules(BaseRobotRules rules) {
    this.rules = rules;
  }

  /**
   * Asks the site for the file. Without one all is allowed; where the server fails, nothing is.
   *
   * @throws IOException if the site does not answer
   */
  static RobotsRules of(URI site, SiteClient client) throws IOException, InterruptedException {
    SimpleRobotRulesParser parser = new SimpleRobotRulesParser(Long.MAX_VALUE, MAX_WARNINGS);
    URI address = site.resolve("/robots.txt");
    try {
      SiteResponse response = client.get(address, SiteClient.Wish.forFile(MAX_BYTES), any -> {});
      return new RobotsRules(
          response.status() == SiteResponse.OK && !response.isTooLarge()
              ? parser.parseContent(
                  address.toString(),
                  response.body(),
                  "text/plain",
                  List.of(SiteClient.USER_AGENT.toLowerCase(Locale.ROOT)))
              : parser.failedFetch(response.status()));
    } catch (LeftOutException onAnotherHost) {
      return new RobotsRules(new SimpleRobotRules(SimpleRobotRules.RobotRulesMode.ALLOW_ALL));
    }
  }

  boolean allow(URI address) {
    return rules.isAllowed(address.toString());
  }

  /** The pause that it asks for between requests; zero where it asks for none. */
  Duration delay() {
    long millis = rules.getCrawlDelay();
    return millis == BaseRobotRules.UNSET_CRAWL_DELAY ? Duration.ZERO : Duration.ofMillis(millis);
  }

  /** The sitemaps that it names. */
  List<URI> sitemaps() {
    return rules.getSitemaps().stream().map(Addresses::parse).filter(Objects::nonNull).toList();
  }
}

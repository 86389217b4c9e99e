package dev.porchlight.knowledge.search;

import dev.porchlight.knowledge.content.Page;
import dev.porchlight.knowledge.content.Passage;
import dev.porchlight.knowledge.content.Standpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The owner's pages by their addresses. Several files may make one page; where only the query
 * distinguishes pages apart, none of them is known, because a question comes without it.
 */
public final class PageLookup {

  private final Map<NormalizedUrl, Standpoint> byAddress = new HashMap<>();

  public PageLookup(List<Page> pages) {
    Map<NormalizedUrl, List<Page>> files = new HashMap<>();
    for (Page page : pages) {
      NormalizedUrl address = NormalizedUrl.of(page.url());
      if (address != null && !page.passages().isEmpty()) {
        files.computeIfAbsent(address, none -> new ArrayList<>()).add(page);
      }
    }
    files.forEach(this::add);
    pages.forEach(this::addAliases);
  }

  /** Other addresses of a page, unless another page has them. */
  private void addAliases(Page page) {
    Standpoint there = at(page.url());
    for (String alias : page.details().aliases()) {
      NormalizedUrl address = NormalizedUrl.of(alias);
      if (address != null && there != null) {
        byAddress.putIfAbsent(address, there);
      }
    }
  }

  private void add(NormalizedUrl address, List<Page> files) {
    if (files.stream().map(page -> queryOf(page.url())).distinct().count() == 1) {
      Page first = files.get(0);
      List<Passage> passages = files.stream().flatMap(page -> page.passages().stream()).toList();
      byAddress.put(address, new Standpoint(first.title(), first.url(), passages));
    }
  }

  /**
   * The page at an address, or null where the owner has none there. A page whose address is only a
   * path is found on any host.
   */
  @Nullable
  public Standpoint at(@Nullable String address) {
    NormalizedUrl asked = address == null ? null : NormalizedUrl.of(address);
    if (asked == null) {
      return null;
    }
    Standpoint there = byAddress.get(asked);
    return there == null ? byAddress.get(asked.onAnyHost()) : there;
  }

  private static String queryOf(String url) {
    return url.replaceFirst("^[^?]*", "");
  }
}

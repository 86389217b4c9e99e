package dev.porchlight.knowledge.content;

import java.net.URI;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * Mends the links of a page so that they lead somewhere from an answer too: a relative one is
 * resolved against the page's address, and is plain text where the page has none. Used by one
 * thread.
 */
final class LinkResolver extends AbstractVisitor {

  private static final Pattern ABSOLUTE = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*:|/).*");

  private final String pageUrl;

  LinkResolver(String pageUrl) {
    this.pageUrl = pageUrl;
  }

  @Override
  public void visit(Link link) {
    visitChildren(link);
    if (ABSOLUTE.matcher(link.getDestination()).matches()) {
      return;
    }
    if (pageUrl.isEmpty()) {
      replaceByItsWords(link);
    } else {
      link.setDestination(resolved(link.getDestination()));
    }
  }

  @Override
  public void visit(Image image) {
    visitChildren(image);
    replaceByItsWords(image);
  }

  private String resolved(String destination) {
    try {
      return URI.create(pageUrl).resolve(destination).toString();
    } catch (IllegalArgumentException notAnAddress) {
      return pageUrl;
    }
  }

  private static void replaceByItsWords(Node node) {
    Node child = node.getFirstChild();
    while (child != null) {
      Node next = child.getNext();
      node.insertBefore(child);
      child = next;
    }
    node.unlink();
  }
}

package dev.porchlight.knowledge.content;

import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * Makes the links of a page lead somewhere from an answer too: one to another file of the content
 * leads to that page's address, another relative one is resolved against this page's address. Where
 * there is no address, the link's words stay. So do those of an image that is not to be shown. Used
 * by one thread.
 */
final class LinkResolver extends AbstractVisitor {

  private static final Pattern ABSOLUTE = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");

  /** How Zola writes the path of a file from the root of the content. */
  private static final String FROM_ROOT = "@/";

  private final String path;
  private final String pageUrl;
  private final Map<String, String> addresses;
  private final SiteLayout layout;

  /**
   * @param path of the page's file
   * @param pageUrl the page's address, or empty
   * @param addresses of all pages, by the paths of their files
   */
  LinkResolver(String path, String pageUrl, Map<String, String> addresses, SiteLayout layout) {
    this.path = path;
    this.pageUrl = pageUrl;
    this.addresses = addresses;
    this.layout = layout;
  }

  @Override
  public void visit(Link link) {
    visitChildren(link);
    String destination = link.getDestination();
    if (ABSOLUTE.matcher(destination).matches()) {
      return;
    }
    String resolved = destination.isEmpty() ? "" : resolved(destination);
    if (resolved.isEmpty()) {
      replaceByItsWords(link);
    } else {
      link.setDestination(resolved);
    }
  }

  @Override
  public void visit(Image image) {
    visitChildren(image);
    String destination = image.getDestination();
    String address = ABSOLUTE.matcher(destination).matches() ? destination : resolved(destination);
    if (layout.isOwnImage(address)) {
      image.setDestination(address);
    } else {
      replaceByItsWords(image);
    }
  }

  private String resolved(String destination) {
    if (destination.startsWith("/")) {
      return layout.onSite(destination);
    }
    String file = addressOfFile(destination);
    if (!file.isEmpty() || pageUrl.isEmpty() || destination.startsWith(FROM_ROOT)) {
      return file;
    }
    try {
      return URI.create(pageUrl).resolve(destination).toString();
    } catch (IllegalArgumentException notAnAddress) {
      return pageUrl;
    }
  }

  /** The address of another file, with the link's fragment; empty where the link leads to none. */
  private String addressOfFile(String destination) {
    int hash = destination.indexOf('#');
    String target = hash < 0 ? destination : destination.substring(0, hash);
    if (target.startsWith(FROM_ROOT)) {
      String inContent = target.substring(FROM_ROOT.length());
      String direct = address(inContent);
      String address = direct.isEmpty() ? address("content/" + inContent) : direct;
      return address.isEmpty() || hash < 0 ? address : address + destination.substring(hash);
    }
    try {
      URI there = URI.create("/" + path.replace(" ", "%20")).resolve(target);
      String address = target.isEmpty() ? pageUrl : address(there.getPath());
      return address.isEmpty() || hash < 0 ? address : address + destination.substring(hash);
    } catch (IllegalArgumentException notAnAddress) {
      return "";
    }
  }

  private String address(String filePath) {
    return addresses.getOrDefault(filePath.replaceFirst("^/", ""), "");
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

package dev.porchlight.knowledge.content;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;

/** Collects where the images of a text are. Used by one thread. */
public final class ImageAddresses extends AbstractVisitor {

  private final List<String> addresses = new ArrayList<>();

  private ImageAddresses() {}

  /** The addresses of a Markdown text's images as they stand there, in their order. */
  public static List<String> of(String markdown) {
    if (!markdown.contains("![")) {
      return List.of();
    }
    ImageAddresses images = new ImageAddresses();
    MarkdownText.parse(markdown).accept(images);
    return List.copyOf(images.addresses);
  }

  @Override
  public void visit(Image image) {
    addresses.add(image.getDestination());
    visitChildren(image);
  }
}

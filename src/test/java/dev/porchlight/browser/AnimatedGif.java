package dev.porchlight.browser;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Pictures one after the other, of which each but the first holds only what has changed. */
final class AnimatedGif {

  private static final String FORMAT = "javax_imageio_gif_image_1.0";
  private static final int HUNDREDTH_MILLIS = 10;

  private final List<Frame> frames = new ArrayList<>();
  private @Nullable BufferedImage last;

  private record Frame(BufferedImage image, int left, int top, Duration shownFor) {}

  /** Adds a picture; one that is as the last was shows that one for longer. */
  void add(BufferedImage image, Duration shownFor) {
    Rectangle changed = last == null ? whole(image) : changed(last, image);
    last = image;
    if (changed.isEmpty()) {
      Frame before = frames.remove(frames.size() - 1);
      frames.add(new Frame(before.image, before.left, before.top, before.shownFor.plus(shownFor)));
      return;
    }
    BufferedImage part = image.getSubimage(changed.x, changed.y, changed.width, changed.height);
    frames.add(new Frame(part, changed.x, changed.y, shownFor));
  }

  int size() {
    return frames.size();
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersBySuffix("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (Frame frame : frames) {
        IIOMetadata metadata =
            writer.getDefaultImageMetadata(
                ImageTypeSpecifier.createFromRenderedImage(frame.image), null);
        metadata.setFromTree(FORMAT, description(metadata, frame));
        writer.writeToSequence(new IIOImage(frame.image, null, metadata), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private IIOMetadataNode description(IIOMetadata metadata, Frame frame) {
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "doNotDispose");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Long.toString(frame.shownFor.toMillis() / HUNDREDTH_MILLIS));
    IIOMetadataNode place = child(root, "ImageDescriptor");
    place.setAttribute("imageLeftPosition", Integer.toString(frame.left));
    place.setAttribute("imageTopPosition", Integer.toString(frame.top));
    if (frame.equals(frames.get(0))) {
      IIOMetadataNode extension = new IIOMetadataNode("ApplicationExtension");
      extension.setAttribute("applicationID", "NETSCAPE");
      extension.setAttribute("authenticationCode", "2.0");
      extension.setUserObject(new byte[] {1, 0, 0});
      child(root, "ApplicationExtensions").appendChild(extension);
    }
    return root;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (int i = 0; i < root.getLength(); i++) {
      if (root.item(i).getNodeName().equals(name)) {
        return (IIOMetadataNode) root.item(i);
      }
    }
    IIOMetadataNode child = new IIOMetadataNode(name);
    root.appendChild(child);
    return child;
  }

  private static Rectangle whole(BufferedImage image) {
    return new Rectangle(image.getWidth(), image.getHeight());
  }

  private static Rectangle changed(BufferedImage before, BufferedImage after) {
    Rectangle changed = new Rectangle(-1, -1);
    for (int y = 0; y < after.getHeight(); y++) {
      for (int x = 0; x < after.getWidth(); x++) {
        if (before.getRGB(x, y) != after.getRGB(x, y)) {
          changed = changed.isEmpty() ? new Rectangle(x, y, 1, 1) : with(changed, x, y);
        }
      }
    }
    return changed;
  }

  private static Rectangle with(Rectangle area, int x, int y) {
    return area.union(new Rectangle(x, y, 1, 1));
  }
}

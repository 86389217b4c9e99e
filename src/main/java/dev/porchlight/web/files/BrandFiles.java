package dev.porchlight.web.files;

import dev.porchlight.concurrent.Timers;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The owner's pictures beside the pages, as they are now: an icon, a logo, a portrait, and the one
 * that a link to the page is shown with. Safe for use by any thread.
 */
public final class BrandFiles {

  /** Where they are served: {@code brand/<name>}. */
  private static final String PREFIX = "brand/";

  /** Pictures up to this size stand in the page itself, which spares the visitor a request. */
  private static final int MAX_INLINE_BYTES = 3_072;

  private final FileSource content;
  private final Timers timers;

  /** What a picture is for. */
  public enum Kind {
    ICON,
    LOGO,
    PORTRAIT,
    CARD
  }

  /**
   * @param folder the owner's content, or null where there is none
   * @param timers keeps the least rate of a response
   */
  public BrandFiles(@Nullable Path folder, Timers timers) {
    this.content = folder == null ? path -> null : new FolderFiles(folder);
    this.timers = timers;
  }

  /** The address of the file as it is now, relative to the page; null where the owner has none. */
  public @Nullable String find(Kind kind) {
    for (String name : names(kind)) {
      StaticFile file = content.find(name);
      if (file != null) {
        return StaticFiles.versioned(PREFIX + name, file);
      }
    }
    return null;
  }

  /**
   * What the page shows it by: its address, or, where it is small, itself (RFC 2397); null where
   * the owner has none.
   */
  public @Nullable String show(Kind kind) {
    for (String name : names(kind)) {
      StaticFile file = content.find(name);
      if (file != null) {
        return file.plain().length > MAX_INLINE_BYTES
            ? StaticFiles.versioned(PREFIX + name, file)
            : "data:%s;base64,%s"
                .formatted(typeOf(name), Base64.getEncoder().encodeToString(file.plain()));
      }
    }
    return null;
  }

  /** Answers with the file of that name: 404 where there is none. */
  public void serve(Context ctx) {
    String name = ctx.pathParam("name");
    boolean isNamed = Arrays.stream(Kind.values()).anyMatch(kind -> names(kind).contains(name));
    StaticFile file = isNamed ? content.find(name) : null;
    if (file == null) {
      ctx.status(HttpStatus.NOT_FOUND);
    } else {
      StaticFiles.send(ctx, file, timers);
    }
  }

  /** The names that its file may have, of which the first that is there counts. */
  private static List<String> names(Kind kind) {
    return switch (kind) {
      case ICON -> List.of("favicon.svg", "favicon.png", "favicon.ico");
      case LOGO -> List.of("logo.svg", "logo.png", "logo.webp");
      case PORTRAIT -> List.of("portrait.jpg", "portrait.jpeg", "portrait.png", "portrait.webp");
      case CARD -> List.of("og.png", "og.jpg", "og.jpeg", "og.webp");
    };
  }

  /** The type of a picture by its address. */
  public static String typeOf(String address) {
    String name = address.replaceFirst("[?].*", "");
    return Stream.of("svg", "png", "webp")
        .filter(ending -> name.endsWith("." + ending))
        .findFirst()
        .map(ending -> ending.equals("svg") ? "image/svg+xml" : "image/" + ending)
        .orElse(name.endsWith(".ico") ? "image/x-icon" : "image/jpeg");
  }
}

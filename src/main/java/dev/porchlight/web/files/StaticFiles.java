package dev.porchlight.web.files;

import dev.porchlight.concurrent.Timers;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.ResourceHandler;
import io.javalin.http.staticfiles.StaticFileConfig;
import io.javalin.security.RouteRole;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page's files and its libraries where no route has the address. A file is sent from
 * memory by whichever thread finds the connection writable: one that reads nothing holds none. Safe
 * for use by any thread.
 */
public final class StaticFiles implements ResourceHandler {

  /** What a browser asks for when it is given a folder. */
  private static final String INDEX = "index.html";

  /** The parameter of an address that has a file's version, so that its content never changes. */
  private static final String VERSION = "v";

  /** A way out of the folder, a hidden file, or what no file of ours has in its name. */
  private static final Pattern UNSAFE =
      Pattern.compile("[\\x00-\\x1F\\\\;%:]|//|(?:^|/)\\.(?!well-known/)");

  private final FileSource page;
  private final FileSource ownersPage;
  private final FileSource libraries = new PageLibraries();
  private final Timers timers;

  /**
   * @param folder where the page's files are, or null for those that were packed
   * @param timers keeps the least rate of a response
   */
  public StaticFiles(@Nullable Path folder, Timers timers) {
    this.page = folder == null ? PackedFiles.bundled() : new FolderFiles(folder);
    this.ownersPage = new OwnersPageFiles(folder == null ? null : page);
    this.timers = timers;
  }

  @Override
  public boolean canHandle(Context ctx) {
    return find(ctx) != null;
  }

  @Override
  public boolean handle(Context ctx) {
    StaticFile file = find(ctx);
    if (file != null) {
      send(ctx, file, timers);
      return true;
    }
    return redirectToFolder(ctx);
  }

  static void send(Context ctx, StaticFile file, Timers timers) {
    if (!ctx.res().containsHeader("Cache-Control")) {
      boolean isOfThisVersion = file.version().equals(ctx.queryParam(VERSION));
      ctx.header("Cache-Control", isOfThisVersion ? StaticFile.IMMUTABLE : file.cacheControl());
    }
    ctx.header("ETag", file.etag());
    if (file.gzipped() != null) {
      String varies = ctx.res().getHeader("Vary");
      ctx.header("Vary", varies == null ? "Accept-Encoding" : varies + ", Accept-Encoding");
    }
    // A browser keeps what a 304 says of the type (RFC 9111, section 3.2), and blocks a script of
    // another site's by it.
    ctx.res().setContentType(file.contentType());
    if (isKnown(ctx.header("If-None-Match"), file.etag())) {
      ctx.status(304);
      return;
    }
    byte[] gzipped = acceptsGzip(ctx) ? file.gzipped() : null;
    if (gzipped != null) {
      ctx.header("Content-Encoding", "gzip");
    }
    ResponseWriter.write(ctx, gzipped == null ? file.plain() : gzipped, timers);
  }

  /** The address of a file's present content. */
  static String versioned(String path, StaticFile file) {
    return path + "?" + VERSION + "=" + file.version();
  }

  /** So that what its page names relative to itself is found; a proxy may add a path before it. */
  private boolean redirectToFolder(Context ctx) {
    String path = ctx.req().getRequestURI();
    if (find(path + "/") == null) {
      return false;
    }
    ctx.status(301).header("Location", path.substring(path.lastIndexOf('/') + 1) + "/");
    return true;
  }

  private @Nullable StaticFile find(Context ctx) {
    return find(ctx.req().getRequestURI());
  }

  private @Nullable StaticFile find(String uri) {
    String path = path(uri);
    if (path == null) {
      return null;
    }
    if (path.startsWith(OwnersPageFiles.PREFIX)) {
      return ownersPage.find(path);
    }
    return path.startsWith(PageLibraries.PREFIX) ? libraries.find(path) : page.find(path);
  }

  private static @Nullable String path(String uri) {
    String path = decoded(uri.substring(1));
    if (path == null || UNSAFE.matcher(path).find()) {
      return null;
    }
    return path.isEmpty() || path.endsWith("/") ? path + INDEX : path;
  }

  private static @Nullable String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean acceptsGzip(Context ctx) {
    String accepted = ctx.header("Accept-Encoding");
    return accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
  }

  private static boolean isKnown(@Nullable String known, String etag) {
    return known != null && (known.contains(etag) || known.strip().equals("*"));
  }

  @Override
  public boolean addStaticFileConfig(StaticFileConfig config) {
    throw new UnsupportedOperationException("the files are given when this is made");
  }

  @Override
  public Set<RouteRole> resourceRouteRoles(Context ctx) {
    return Set.of();
  }
}

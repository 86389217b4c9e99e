package dev.porchlight.web.files;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.knowledge.content.ContentException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The owner's style sheet over the page's own: {@code theme.css} in the content folder, or nothing.
 * Read once; safe for use by any thread.
 */
public final class ThemeHandler {

  private static final String NAME = "theme.css";

  private final StaticFile styles;
  private final Timers timers;

  private ThemeHandler(StaticFile styles, Timers timers) {
    this.styles = styles;
    this.timers = timers;
  }

  /**
   * Reads it where the owner's content is.
   *
   * @param folder the owner's content, or null for what was packed
   * @param timers keeps the least rate of a response
   * @throws ContentException where the file is there but can't be read
   */
  public static ThemeHandler read(@Nullable Path folder, Timers timers) {
    try (InputStream in = open(folder)) {
      return new ThemeHandler(new StaticFile(NAME, in.readAllBytes(), "no-cache"), timers);
    } catch (IOException e) {
      throw new ContentException(NAME + " can't be read from " + folder + ".", e);
    }
  }

  /** Answers with the style sheet; an empty one where the owner wrote none. */
  public void serve(Context ctx) {
    StaticFiles.send(ctx, styles, timers);
  }

  private static InputStream open(@Nullable Path folder) throws IOException {
    if (folder == null) {
      InputStream packed = ThemeHandler.class.getResourceAsStream("/content/" + NAME);
      return packed == null ? InputStream.nullInputStream() : packed;
    }
    Path file = folder.resolve(NAME);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Files.newInputStream(file)
        : InputStream.nullInputStream();
  }
}

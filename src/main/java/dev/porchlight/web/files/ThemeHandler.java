package dev.porchlight.web.files;

import dev.porchlight.concurrent.Timers;
import io.javalin.http.Context;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The owner's style sheet over the page's own: {@code theme.css} in the content folder as it is
 * now, or an empty one. Safe for use by any thread.
 */
public final class ThemeHandler {

  private static final String NAME = "theme.css";
  private static final StaticFile EMPTY = new StaticFile(NAME, new byte[0], "no-cache");

  private final FileSource content;
  private final Timers timers;

  /**
   * @param folder the owner's content, or null where there is none
   * @param timers keeps the least rate of a response
   */
  public ThemeHandler(@Nullable Path folder, Timers timers) {
    this.content = folder == null ? path -> null : new FolderFiles(folder);
    this.timers = timers;
  }

  /**
   * The address of the style sheet as it is now, relative to the page; null where there is none.
   */
  public @Nullable String find() {
    StaticFile styles = content.find(NAME);
    return styles == null ? null : StaticFiles.versioned(NAME, styles);
  }

  /** Answers with the style sheet. */
  public void serve(Context ctx) {
    StaticFile styles = content.find(NAME);
    StaticFiles.send(ctx, styles == null ? EMPTY : styles, timers);
  }
}

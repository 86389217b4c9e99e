package dev.porchlight.web.files;

import dev.porchlight.concurrent.Timers;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The owner's style sheet over the page's own: {@code theme.css} in the content folder as it is
 * now, or an empty one. Safe for use by any thread.
 */
public final class ThemeHandler {

  private static final String NAME = "theme.css";
  private static final StaticFile EMPTY = new StaticFile(NAME, new byte[0], "no-cache");

  /** Styles up to this size stand in the page itself, which spares the visitor a request. */
  private static final int MAX_INLINE_BYTES = 4_096;

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

  /**
   * The text of the style sheet as it is now, as a style element can have it; null where there is
   * none or it is to be fetched: it is long, or has something in it that could end the element.
   */
  public @Nullable String text() {
    StaticFile styles = content.find(NAME);
    if (styles == null || styles.plain().length > MAX_INLINE_BYTES) {
      return null;
    }
    String text = new String(styles.plain(), StandardCharsets.UTF_8).replaceAll("\\r\\n?", "\n");
    boolean isPlain = text.chars().noneMatch(c -> c == '<' || c == 0 || c == '\uFEFF');
    return isPlain ? text : null;
  }

  /** Answers with the style sheet. */
  public void serve(Context ctx) {
    StaticFile styles = content.find(NAME);
    StaticFiles.send(ctx, styles == null ? EMPTY : styles, timers);
  }
}

package dev.porchlight.web.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.concurrent.Timers;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file of the page that is filled in before it is sent. Safe for use by any thread. */
public final class PageFile {

  /** A visitor can ask for as many forms of it as there are greetings in addresses. */
  private static final int MAX_FORMS = 64;

  private static final Pattern SCRIPT = Pattern.compile("<script>([^<]*)</script>");

  private final String name;
  private final FileSource page;
  private final Timers timers;
  private final @Nullable String script;
  private final Cache<Form, StaticFile> forms =
      Caffeine.newBuilder().maximumSize(MAX_FORMS).build();

  /** What a form is made of. */
  private record Form(String etag, Object values) {}

  /**
   * @param name of the file
   * @param folder where the page's files are, or null for those that were packed
   * @param timers keeps the least rate of a response
   */
  public PageFile(String name, @Nullable Path folder, Timers timers) {
    this.name = name;
    this.page = folder == null ? PackedFiles.bundled() : new FolderFiles(folder);
    this.timers = timers;
    this.script = folder == null ? script(page.find(name)) : null;
  }

  private static @Nullable String script(@Nullable StaticFile packed) {
    if (packed == null) {
      return null;
    }
    Matcher script = SCRIPT.matcher(new String(packed.plain(), StandardCharsets.UTF_8));
    return script.find() ? script.group(1) : null;
  }

  /** The text of the script in the packed file, or null where it has none. */
  public @Nullable String script() {
    return script;
  }

  /**
   * Answers with the file as it is filled in.
   *
   * @param values all that the filling depends on
   * @param fill makes of the file's text the one that is sent
   */
  public void serve(Context ctx, Object values, UnaryOperator<String> fill) {
    StaticFile template = page.find(name);
    if (template == null) {
      throw new IllegalStateException("The page has no " + name);
    }
    StaticFile form =
        forms.get(
            new Form(template.etag(), values),
            key -> {
              String text = fill.apply(new String(template.plain(), StandardCharsets.UTF_8));
              return new StaticFile(name, text.getBytes(StandardCharsets.UTF_8), "no-cache");
            });
    StaticFiles.send(ctx, form, timers);
  }
}

package dev.porchlight.knowledge;

import dev.porchlight.concurrent.Timers;
import dev.porchlight.knowledge.content.ContentException;
import dev.porchlight.knowledge.content.FolderSignature;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the content when its folder has changed and is at rest again. It looks at the folder
 * itself, every two seconds, and less often where a look takes long: notifications of the file
 * system don't reach into the volumes of many hosts. Its looks never overlap.
 */
public final class ContentWatcher {

  private static final Logger log = LoggerFactory.getLogger(ContentWatcher.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** A look may take this part of the time at most. */
  private static final int PART_OF_TIME = 100;

  private final Path folder;
  private final ContentLibrary library;
  private final Timers timers;
  private @Nullable FolderSignature loaded;
  private @Nullable FolderSignature last;

  private ContentWatcher(Path folder, ContentLibrary library, Timers timers) {
    this.folder = folder;
    this.library = library;
    this.timers = timers;
  }

  /** Looks at the folder from now on, until the timers stop. */
  public static void start(Path folder, ContentLibrary library, Timers timers) {
    ContentWatcher watcher = new ContentWatcher(folder, library, timers);
    watcher.loaded = FolderSignature.of(folder);
    watcher.last = watcher.loaded;
    watcher.lookAfter(INTERVAL);
  }

  private void lookAfter(Duration delay) {
    var unused = timers.schedule(this::look, delay);
  }

  private void look() {
    long startNanos = System.nanoTime();
    try {
      FolderSignature now = FolderSignature.of(folder);
      boolean isAtRest = now.equals(last);
      last = now;
      if (isAtRest && !now.equals(loaded) && library.reload() != null) {
        loaded = now;
      }
    } catch (ContentException e) {
      if (last != null) {
        log.warn("{} The pages stay as they were.", e.getMessage());
      }
      last = null;
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
      Duration rest = took.multipliedBy(PART_OF_TIME);
      lookAfter(rest.compareTo(INTERVAL) > 0 ? rest : INTERVAL);
    }
  }
}

package dev.porchlight.web.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.porchlight.concurrent.Throttle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder of the owner's, whose files may change at any time. */
final class FolderFiles implements FileSource {

  private static final Logger log = LoggerFactory.getLogger(FolderFiles.class);

  /** The largest file that is served: each is held in memory while it is sent. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /** How much of the heap files that were asked for may take. */
  private static final int MAX_CACHED_BYTES = 16 * 1024 * 1024;

  private final Path folder;
  private final Throttle warnings = new Throttle(Duration.ofMinutes(1), Ticker.systemTicker());
  private final Cache<Path, Version> cache =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_BYTES)
          .weigher((Path path, Version version) -> version.file().weight())
          .build();

  /** A file's content as of its last change. */
  private record Version(FileTime changed, StaticFile file) {}

  FolderFiles(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public @Nullable StaticFile find(String path) {
    try {
      return read(folder.resolve(path));
    } catch (FileSystemException | InvalidPathException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable StaticFile read(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile() || !file.toRealPath().startsWith(folder.toRealPath())) {
      return null;
    }
    if (attributes.size() > MAX_BYTES) {
      warnOfSize(file, attributes.size());
      return null;
    }
    Version cached = cache.getIfPresent(file);
    if (cached != null
        && cached.file().plain().length == attributes.size()
        && cached.changed().equals(attributes.lastModifiedTime())) {
      return cached.file();
    }
    Path name = file.getFileName();
    StaticFile read = new StaticFile(String.valueOf(name), Files.readAllBytes(file), "no-cache");
    cache.put(file, new Version(attributes.lastModifiedTime(), read));
    return read;
  }

  private void warnOfSize(Path file, long bytes) {
    if (warnings.tryPass()) {
      log.warn(
          "{} is not served: it has {} bytes, and at most {} are served. Make it smaller, or serve"
              + " it from elsewhere.",
          file,
          bytes,
          MAX_BYTES);
    }
  }
}

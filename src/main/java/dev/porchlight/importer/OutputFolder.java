package dev.porchlight.importer;

import dev.porchlight.io.AtomicFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The folder that pages are written to; nothing outside of it is touched. */
final class OutputFolder {

  private final Path given;
  private final Path root;

  private OutputFolder(Path given, Path root) {
    this.given = given;
    this.root = root;
  }

  /**
   * Makes the folder where it is missing.
   *
   * @throws ImportException if it is no folder, or none that can be written to
   */
  static OutputFolder at(Path folder) throws ImportException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw ImportException.badArguments(
          "\"--out\" was \"%s\", which is a file; give a folder, or a name that does not exist yet."
              .formatted(folder));
    }
    try {
      Files.createDirectories(folder);
      return new OutputFolder(folder, folder.toRealPath());
    } catch (IOException e) {
      throw ImportException.failed(
          "The folder \"%s\" can't be made; give another with --out.".formatted(folder));
    }
  }

  Path root() {
    return root;
  }

  /** How the owner calls one of its files. */
  String nameOf(String file) {
    return given.resolve(file).toString();
  }

  /**
   * Where a file is.
   *
   * @throws LeftOutException if its name, or a symbolic link, leads out of the folder
   */
  Path resolve(String file) throws LeftOutException {
    Path path = root.resolve(file).normalize();
    if (!path.startsWith(root) || path.equals(root)) {
      throw new LeftOutException("outside of the folder", file + " is not in the folder");
    }
    for (Path part = path; part != null && !part.equals(root); part = part.getParent()) {
      if (Files.isSymbolicLink(part)) {
        throw new LeftOutException(
            "behind symbolic links",
            nameOf(file) + " is behind a symbolic link, which is not followed");
      }
    }
    return path;
  }

  void write(Path path, byte[] bytes) throws IOException {
    Files.createDirectories(path.getParent());
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(path.toString(), null, "it is a folder");
    }
    AtomicFile.write(path, bytes);
  }
}

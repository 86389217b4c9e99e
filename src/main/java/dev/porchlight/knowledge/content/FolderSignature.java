package dev.porchlight.knowledge.content;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/**
 * Tells whether anything in a content folder has changed, by the path, the size and the time of the
 * last change of each file, without reading any.
 *
 * @param files how many there are
 * @param hash of all of them
 */
public record FolderSignature(int files, long hash) {

  private static final int MAX_DEPTH = 12;

  /**
   * Looks at a folder as the content loader does.
   *
   * @throws ContentException if the folder can't be listed
   */
  public static FolderSignature of(Path folder) {
    Sum sum = new Sum(folder);
    try {
      Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, sum);
    } catch (IOException e) {
      throw new ContentException("The content folder " + folder + " can't be listed.", e);
    }
    return new FolderSignature(sum.files, sum.hash);
  }

  /** Adds the files up, in whatever order they come. */
  private static final class Sum extends SimpleFileVisitor<Path> {
    private final Path root;
    private int files;
    private long hash;

    Sum(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return folder.equals(root) || ContentLoader.holdsPages(String.valueOf(folder.getFileName()))
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files++;
      int one = Objects.hash(file, attributes.size(), attributes.lastModifiedTime());
      hash += one * 0x9E3779B97F4A7C15L;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}

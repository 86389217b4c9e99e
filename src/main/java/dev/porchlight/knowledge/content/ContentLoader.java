package dev.porchlight.knowledge.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the Markdown files of a folder, or of the content packed with the program. */
public final class ContentLoader {

  public static final int MAX_FILE_BYTES = 1024 * 1024;
  public static final int MAX_FILES = 20_000;
  static final int MAX_TOTAL_BYTES = 64 * 1024 * 1024;
  private static final int MAX_DEPTH = 12;
  private static final String LANDMARK = "content/persona.md";

  private static final Set<String> ENDINGS = Set.of("md", "markdown", "mdx", "html", "htm", "txt");

  /** What generators keep beside the pages, or write. */
  private static final Set<String> NO_PAGES =
      Set.of(
          "_drafts",
          "_includes",
          "_layouts",
          "_site",
          "public",
          "themes",
          "archetypes",
          "layouts",
          "node_modules",
          "vendor");

  private final Path root;
  private final Map<String, MarkdownFile> before;
  private final List<String> warnings = new ArrayList<>();
  private long totalBytes;
  private int unreadable;

  /** Where the program keeps a file of its own beside the owner's; it is never read as a page. */
  public static Path besideContent(Path folder, String name) {
    return folder.resolve(".porchlight").resolve(name);
  }

  private ContentLoader(Path root, ContentFiles before) {
    this.root = root;
    this.before = before.byPath();
  }

  /**
   * Every file of Markdown or plain text in the folder and its sub-folders, ordered by path. What
   * begins with a dot and the folders in which generators keep no pages are left out. A file that
   * can't be read is left out with a warning.
   *
   * @throws ContentException if the folder can't be read
   */
  public static ContentFiles read(Path folder) {
    return read(folder, ContentFiles.NONE);
  }

  /**
   * The same after a change: a file that can't be read any more stays as it was.
   *
   * @param before what was read the last time
   * @throws ContentException if the folder can't be read
   */
  public static ContentFiles read(Path folder, ContentFiles before) {
    if (!Files.isDirectory(folder)) {
      throw new ContentException(
          "The content folder " + folder + " does not exist or is not a folder.");
    }
    return new ContentLoader(folder, before).readAll();
  }

  /**
   * The files under {@code content/} on the class path, in a folder or in a jar.
   *
   * @throws ContentException if there are none
   */
  public static ContentFiles readPacked(ClassLoader loader) {
    URL landmark = loader.getResource(LANDMARK);
    if (landmark == null) {
      throw new ContentException("The program was packed without its content: no " + LANDMARK);
    }
    try {
      return landmark.openConnection() instanceof JarURLConnection jar
          ? readJar(Path.of(jar.getJarFileURL().toURI()))
          : read(Path.of(landmark.toURI()).resolveSibling(""));
    } catch (IOException | URISyntaxException e) {
      throw new ContentException("The packed content can't be read from " + landmark + ".", e);
    }
  }

  /** Whether a sub-folder of that name is read. */
  public static boolean holdsPages(String folderName) {
    return !folderName.startsWith(".") && !NO_PAGES.contains(folderName.toLowerCase(Locale.ROOT));
  }

  private static ContentFiles readJar(Path jar) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      return read(files.getPath("/content"));
    }
  }

  private ContentFiles readAll() {
    List<MarkdownFile> files = new ArrayList<>();
    for (Path path : list()) {
      MarkdownFile last = before.get(nameOf(path));
      try {
        MarkdownFile file = new MarkdownFile(nameOf(path), textOf(path));
        String fault = last == null || last.equals(file) ? null : FrontMatter.of(file).fault();
        if (last != null && fault != null) {
          warnings.add(fault + " The page stays as it was.");
        }
        files.add(last != null && fault != null ? last : file);
      } catch (ContentException e) {
        warnings.add(e.getMessage() + (last == null ? " It is left out." : " It stays as it was."));
        if (last == null) {
          unreadable++;
        } else {
          files.add(last);
        }
      }
    }
    files.sort(Comparator.comparing(MarkdownFile::path));
    return new ContentFiles(files, unreadable, warnings);
  }

  private List<Path> list() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(root, Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Finder(found));
    } catch (IOException e) {
      throw new ContentException("The content folder " + root + " can't be listed.", e);
    }
    if (found.size() <= MAX_FILES) {
      return found;
    }
    warnings.add(
        "The content folder %s holds %d files; the first %d are read."
            .formatted(root, found.size(), MAX_FILES));
    return found.subList(0, MAX_FILES);
  }

  /** Collects the files that may be pages. */
  private final class Finder extends SimpleFileVisitor<Path> {
    private final List<Path> found;

    Finder(List<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return folder.equals(root) || mayHoldPages(folder)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = String.valueOf(file.getFileName());
      String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      if (attributes.isRegularFile() && !name.startsWith(".") && ENDINGS.contains(ending)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      warnings.add("%s can't be read (%s). It is left out.".formatted(nameOf(file), failure));
      unreadable++;
      return FileVisitResult.CONTINUE;
    }

    private boolean mayHoldPages(Path folder) {
      return holdsPages(String.valueOf(folder.getFileName()).replace("/", ""));
    }
  }

  private String nameOf(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  private String textOf(Path path) {
    try {
      return withoutByteOrderMark(decode(bytesOf(path)));
    } catch (CharacterCodingException e) {
      throw new ContentException(nameOf(path) + " is not UTF-8 text; save it as UTF-8.", e);
    } catch (IOException e) {
      throw new ContentException(nameOf(path) + " can't be read from " + root + ".", e);
    }
  }

  private byte[] bytesOf(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new ContentException(nameOf(path) + " is larger than the 1 MB that is allowed.");
      }
      totalBytes += bytes.length;
      if (totalBytes > MAX_TOTAL_BYTES) {
        throw new ContentException(
            nameOf(path) + " goes beyond the 64 MB that the content may have in all.");
      }
      return bytes;
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}

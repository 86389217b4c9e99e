package dev.porchlight.knowledge.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads the Markdown files of a folder, or of the content packed with the program. */
public final class ContentLoader {

  static final int MAX_FILE_BYTES = 1024 * 1024;
  public static final int MAX_FILES = 1000;
  static final int MAX_TOTAL_BYTES = 16 * 1024 * 1024;
  private static final int MAX_DEPTH = 12;
  private static final String LANDMARK = "content/persona.md";

  private final Path root;
  private long totalBytes;

  private ContentLoader(Path root) {
    this.root = root;
  }

  /**
   * Every {@code .md} file in the folder and its sub-folders, ordered by path. Names that begin
   * with a dot are left out.
   *
   * @throws ContentException if the folder or a file can't be read or is over a limit
   */
  public static List<MarkdownFile> read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ContentException(
          "The content folder " + folder + " does not exist or is not a folder.");
    }
    return new ContentLoader(folder).readAll();
  }

  /**
   * The files under {@code content/} on the class path, in a folder or in a jar.
   *
   * @throws ContentException if there are none
   */
  public static List<MarkdownFile> readPacked(ClassLoader loader) {
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

  private static List<MarkdownFile> readJar(Path jar) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      return read(files.getPath("/content"));
    }
  }

  private List<MarkdownFile> readAll() {
    List<MarkdownFile> files = new ArrayList<>();
    for (Path path : list()) {
      files.add(new MarkdownFile(nameOf(path), textOf(path)));
    }
    files.sort(Comparator.comparing(MarkdownFile::path));
    return files;
  }

  private List<Path> list() {
    try (Stream<Path> paths =
        Files.find(
            root,
            MAX_DEPTH,
            (path, attributes) -> attributes.isRegularFile() && isMarkdown(path),
            FileVisitOption.FOLLOW_LINKS)) {
      List<Path> found = paths.limit(MAX_FILES + 1).toList();
      if (found.size() > MAX_FILES) {
        throw new ContentException(
            "The content folder %s holds more than %,d Markdown files, the most that is allowed."
                .formatted(root, MAX_FILES));
      }
      return found;
    } catch (IOException | UncheckedIOException e) {
      throw new ContentException("The content folder " + root + " can't be listed.", e);
    }
  }

  private boolean isMarkdown(Path path) {
    for (Path part : root.relativize(path)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".md");
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
            "The content in " + root + " is larger than the 16 MB that are allowed in all.");
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

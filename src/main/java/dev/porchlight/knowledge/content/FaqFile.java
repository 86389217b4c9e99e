package dev.porchlight.knowledge.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.porchlight.io.AtomicFile;
import dev.porchlight.knowledge.content.FaqEditException.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The owner's {@code faq.md}, to which answers are appended. Whatever stands in it stays as it is,
 * to the byte. For one thread at a time.
 */
public final class FaqFile {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final @Nullable Path folder;

  /**
   * @param folder the owner's content, or null where there is none but what was packed
   */
  public FaqFile(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Why nothing can be written, in sentences for the owner; null where it can. */
  public @Nullable String problem() {
    try {
      var unused = target();
      return null;
    } catch (FaqEditException e) {
      return e.getMessage();
    }
  }

  /**
   * Appends an entry, in a file that is made where there is none.
   *
   * @param question plain text; line ends and control characters in it become spaces
   * @param answer Markdown
   * @throws FaqEditException if either can't be an entry, or the file can't be written
   */
  public void append(String question, String answer) throws FaqEditException {
    Path file = target();
    NewFaqEntry entry = NewFaqEntry.of(question, answer);
    String present = read(file);
    String lineEnd = present.contains("\r\n") ? "\r\n" : "\n";
    String before = ended(present, lineEnd);
    entry.checkBehind(withoutByteOrderMark(before));
    String gap = withoutByteOrderMark(before).isEmpty() || hasBlankEnd(before) ? "" : lineEnd;
    byte[] whole = (before + gap + entry.markdown().replace("\n", lineEnd)).getBytes(UTF_8);
    if (whole.length > ContentLoader.MAX_FILE_BYTES) {
      throw new FaqEditException(
          Part.FILE, "faq.md would become larger than the 1 MB that is allowed.");
    }
    try {
      AtomicFile.write(file, whole);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** Where it stands: a link is followed, so that it stays one. */
  private Path target() throws FaqEditException {
    if (folder == null) {
      throw new FaqEditException(
          Part.FILE,
          "The pages are those that Porchlight was packed with. Set CONTENT_DIR to a folder of"
              + " yours, in which faq.md can be written.");
    }
    Path file = folder.resolve(FaqParser.PATH);
    try {
      boolean isThere = Files.exists(file);
      Path real = isThere ? file.toRealPath() : folder.toRealPath().resolve(FaqParser.PATH);
      if (isThere && !Files.isRegularFile(real)) {
        throw new FaqEditException(Part.FILE, "faq.md in CONTENT_DIR is not a file.");
      }
      if (!Files.isWritable(real.resolveSibling("")) || (isThere && !Files.isWritable(real))) {
        throw new FaqEditException(
            Part.FILE,
            "faq.md in CONTENT_DIR can't be written by the user that Porchlight runs as.");
      }
      return real;
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private static String read(Path file) throws FaqEditException {
    try {
      return Files.exists(file)
          ? UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString()
          : "";
    } catch (CharacterCodingException e) {
      throw new FaqEditException(Part.FILE, "faq.md is not UTF-8 text; save it as UTF-8.", e);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private static FaqEditException notWritten(IOException cause) {
    return new FaqEditException(
        Part.FILE,
        "faq.md in CONTENT_DIR can't be written (%s).".formatted(cause.getClass().getSimpleName()),
        cause);
  }

  private static String ended(String text, String lineEnd) {
    boolean isEnded = withoutByteOrderMark(text).isEmpty() || text.endsWith("\n");
    return isEnded ? text : text + lineEnd;
  }

  private static boolean hasBlankEnd(String text) {
    return text.endsWith("\n\n") || text.endsWith("\r\n\r\n");
  }

  private static String withoutByteOrderMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }
}

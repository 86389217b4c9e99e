package dev.porchlight.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there in full or not at all, also after a power cut. Stateless. */
public final class AtomicFile {

  private AtomicFile() {}

  /**
   * Writes the file, in one step where the file system can. A file that is there keeps its
   * permissions.
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    Path whole = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.deleteIfExists(whole);
      try (FileChannel channel =
          FileChannel.open(whole, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      keepPermissions(file, whole);
      move(whole, file);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static void keepPermissions(Path of, Path on) throws IOException {
    if (Files.exists(of) && Files.getFileStore(of).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(on, Files.getPosixFilePermissions(of));
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

package dev.porchlight.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk of a few hundred kilobytes, in memory, which can be full or read-only.
 *
 * @param folder where it is mounted
 */
public record SmallDisk(Path folder) implements AutoCloseable {

  private static final int BLOCK_BYTES = 1024;
  private static final int MOST_BLOCKS = 10_000;

  /** Mounts one; the test is skipped where this process may not. */
  public static SmallDisk mount(Path parent) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("disk"));
    int result = run("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder.toString());
    assumeThat(result).as("may mount a file system").isZero();
    return new SmallDisk(folder);
  }

  /** Leaves no room. */
  public void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (int i = 0; i < MOST_BLOCKS; i++) {
        out.write(new byte[BLOCK_BYTES]);
      }
      throw new AssertionError("The disk is larger than it should be");
    } catch (IOException isFull) {
      assertThat(isFull).hasMessageContaining("space");
    }
  }

  /** Makes room again. */
  public void free() throws IOException {
    Files.delete(ballast());
  }

  public void makeReadOnly() {
    assertThat(run("mount", "-o", "remount,ro", folder.toString())).isZero();
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** Also while a process that was killed a moment ago has a file of it open. */
  @Override
  public void close() {
    assertThat(run("umount", "-l", folder.toString())).isZero();
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join()
          .exitValue();
    } catch (IOException missing) {
      return -1;
    }
  }
}

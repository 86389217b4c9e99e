package dev.porchlight.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * One run of the command.
 *
 * @param pacer the time that it took
 */
record ImportRun(int exitCode, String out, String err, ManualPacer pacer) {

  static ImportRun of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ManualPacer pacer = new ManualPacer();
    int exitCode =
        ImportCommand.run(
            List.of(arguments),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            pacer);
    return new ImportRun(exitCode, out.toString(UTF_8), err.toString(UTF_8), pacer);
  }

  String summary() {
    return out.strip().lines().reduce((earlier, last) -> last).orElse("");
  }
}
